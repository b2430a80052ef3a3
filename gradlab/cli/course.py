"""`gradlab lint` and `gradlab build`."""

from __future__ import annotations

from collections.abc import Sequence

from gradlab.cli.tables import say
from gradlab.course import Course

FOUND = 1


def lint(names: Sequence[str]) -> int:
    """Print what breaks a rule of the course, with the repair; return the exit code."""
    from gradlab.course.lint import lint as findings_of

    course = Course.find()
    findings = findings_of(course, names)
    for finding in findings:
        cell = f" [{finding.cell}]" if finding.cell else ""
        say(f"{finding.file}{cell}: {finding.message}  ({finding.rule})")
        if finding.fix:
            say(f"    fix: {finding.fix}")
    chosen = course.select(list(names))
    count = f"{len(findings)} finding{'s' * (len(findings) != 1)}" if findings else "nothing to mend"
    say(f"lint: {', '.join(one.name for one in chosen)}: {count}")
    return FOUND if findings else 0


def build(names: Sequence[str], *, check: bool) -> int:
    """Build releases, or say which are stale; return the exit code."""
    from gradlab.course.build import build as build_all

    course = Course.find()
    results = build_all(course, names, check=check)
    for built in results:
        say(f"{built.state:8} {built.path}")
    fixes = sorted({built.fix for built in results if built.fix})
    for fix in fixes:
        say(f"\nhint: {fix}")
    return FOUND if any(built.state == "stale" for built in results) else 0
