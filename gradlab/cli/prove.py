"""`gradlab prove`: the bank, graded and compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.text import Text

from gradlab.cli.grade import cache_folder, slots
from gradlab.cli.tables import number, say
from gradlab.course import Assignment, Course
from gradlab.grade import ledger
from gradlab.prove import SETTINGS, Finding, expectations, untested
from gradlab.prove import prove as prove_all

FOUND = 1
KEPT = ".cache/prove"
"""Where the reports of the last proof stay: to be shown, and for the test that compares them with a kernel."""


def prove(names: Sequence[str], *, jobs: int | None) -> int:
    """Print each variant with the tests it loses and the hint it shows; return the exit code."""
    course = Course.find()
    bad = 0
    for assignment in course.select(list(names)):
        bad += prove_one(assignment, jobs or slots())
    return FOUND if bad else 0


def prove_one(assignment: Assignment, jobs: int) -> int:
    """Prove one assignment and return the number of problems."""
    known = expectations(assignment)
    say(Text(f"{assignment.name}: {len(known)} known submissions"))
    settings = SETTINGS.with_cache(cache_folder())
    findings = []
    for finding in prove_all(assignment, known, slots=jobs, settings=settings):
        findings.append(finding)
        report = finding.report
        ledger.entry(assignment.root / KEPT, report.student, report.assignment, report.notebook).store(
            finding.graded
        )
        tell(finding)
    idle = untested(assignment, findings)
    for test in idle:
        say(Text(f"  BAD {test}: no wrong variant loses it, so nothing shows that it tests anything"))
    counts = Counter(finding.expectation.kind for finding in findings)
    bad = sum(bool(finding.problems) for finding in findings) + len(idle)
    summary = ", ".join(f"{counts[kind]} {kind}" for kind in ("wrong", "right", "hostile"))
    verdict = (
        f"{bad} problems"
        if bad
        else "each exactly as it must be; every hidden test is lost by a wrong variant"
    )
    say(Text(f"{assignment.name}: full, stub, {summary}: {verdict}\n"))
    return bad


def tell(finding: Finding) -> None:
    """Print what came of one variant."""
    report = finding.report
    lost = sorted(report.lost())
    shown = "everything" if finding.expectation.kind == "stub" else ", ".join(lost) or "nothing"
    head = f"  {'BAD' if finding.problems else 'ok '} {finding.expectation.name:34} "
    say(Text(f"{head}{number(report.earned)} of {number(report.points)}; loses {shown}"))
    if finding.expectation.kind == "wrong":
        marks = [mark for cell in report.cells for mark in cell.tests if mark.test in report.lost()]
        hint = next((m.hint for m in marks if m.hint and finding.expectation.hint in m.hint), "")
        hint = hint or next((mark.hint for mark in marks if mark.hint), "")
        say(Text(f"{'':6} hint: {' '.join(hint.split())}"))
    for problem in finding.problems:
        say(Text(f"{'':6} PROBLEM: {problem}"))
