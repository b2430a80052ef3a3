"""`gradlab release`: check everything, cheap things first, then write the release of a course; or look into a students' zip."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import TypeVar

from rich.text import Text

from gradlab.cli.errors import complain
from gradlab.cli.prove import graded
from gradlab.cli.tables import say
from gradlab.course import Assignment, Course, CourseError
from gradlab.course.build import build
from gradlab.course.lint import lint
from gradlab.grade.report import Graded
from gradlab.prove import SETTINGS, Expectation, Finding, expectations, problems, untested
from gradlab.release import coverage, dist, student, version
from gradlab.release.leaks import Watch
from gradlab.release.manifest import NOT_PROVEN, Release
from gradlab.release.tree import Tree, tree

T = TypeVar("T")
FOUND = 1
SHOWN = 5
"""Findings of a check that are printed; the command in the hint prints all."""


class Failed(Exception):
    """A check found something.

    Attributes:
        findings: What, one line each.
        fix: What to run.
    """

    def __init__(self, findings: Sequence[str], fix: str) -> None:
        self.findings = findings
        self.fix = fix
        super().__init__(fix)


def release(
    wanted: str, *, out: Path | None, force: bool, proof: bool = True, jobs: int | None = None
) -> int:
    """Check the course and write its release; return the exit code.

    Args:
        wanted: The version.
        out: The folder to write; `dist/` in the course if None.
        force: Replace another release there.
        proof: Prove the bank; without, the manifest says that nothing is proven.
        jobs: Known submissions at once.
    """
    version.checked(wanted)
    course = Course.find()
    place = (out or course.root / "dist").absolute()
    try:
        _step("version", lambda: _version(course, wanted))
        known = _step("tree", lambda: _tree(course, place))
        _step("lint", lambda: _lint(course))
        _step("build", lambda: _build(course))
        _step("coverage", lambda: _coverage(course))
        name = student.name_of(course)
        made = Release(course, name, wanted, known[0], proof)
        students = _step("leaks", lambda: _leaks(made))[0]
        files = dist.contents(made, students)
        dist.check_place(place, files, force=force)
        if proof:
            _step("proof", lambda: _proof(course, jobs))
        else:
            say(f"{'proof':9} left out: the manifest says `{NOT_PROVEN}`")
    except Failed as failed:
        for line in failed.findings[:SHOWN]:
            say(Text(f"  {line}"))
        if len(failed.findings) > SHOWN:
            say(f"  and {len(failed.findings) - SHOWN} more")
        complain("nothing was written", failed.fix)
        return FOUND
    if dist.is_same(place, files):
        say(f"\n{_shown(place)} holds this release already, to the byte")
        return 0
    dist.write(place, files)
    say(f"\n{_shown(place)}")
    for file, data in sorted(files.items()):
        say(f"  {len(data):>9,} bytes  {file}")
    return 0


def check_leaks(path: Path) -> int:
    """Look into a students' zip of this course; return the exit code.

    Args:
        path: The zip.
    """
    course = Course.find()
    name = student.name_of(course)
    data = path.read_bytes()
    found = re.search(rb"-(20[0-9]{2}\.[1-9][0-9]?)/", data[:400])
    watch = Watch.over(course, name, found.group(1).decode() if found else "")
    leaks = watch.leaks(data)
    for leak in leaks:
        say(Text(str(leak)))
    count = f"{len(leaks)} leak{'s' * (len(leaks) != 1)}" if leaks else f"no leak; {_known(watch)}"
    say(Text(f"{path.name}: {count}"))
    return FOUND if leaks else 0


def _step(name: str, check: Callable[[], tuple[T, str]]) -> tuple[T, str]:
    """Run a check, and say in a line what it found and how long it took."""
    start = time.monotonic()
    try:
        result = check()
    except (Failed, CourseError) as error:
        failed = error if isinstance(error, Failed) else Failed([error.what], error.fix)
        many = len(failed.findings)
        say(f"{name:9} FAILED: {many} finding{'s' * (many != 1)}  ({time.monotonic() - start:.1f} s)")
        raise failed from error
    say(f"{name:9} {result[1]}  ({time.monotonic() - start:.1f} s)")
    return result


def _version(course: Course, wanted: str) -> tuple[None, str]:
    version.section(course.root, wanted)
    return None, f"{wanted}, named in {version.CHANGELOG}"


def _tree(course: Course, place: Path) -> tuple[Tree, str]:
    found = tree(course.root, leave=place)
    if found.changed:
        changed = [f"{name} is not as it is in git" for name in found.changed]
        raise Failed(changed, "git status; commit what belongs to the release, and remove or stash the rest")
    if not found.commit:
        return (
            found,
            f"no checkout of git: every file but students' work and caches, {len(found.files)} of them",
        )
    return found, f"clean at {found.commit[:12]}, {len(found.files)} files"


def _lint(course: Course) -> tuple[None, str]:
    findings = [f"{one.file} {one.cell}: {one.message}" for one in lint(course)]
    if findings:
        raise Failed(findings, "uv run gradlab lint")
    many = len(course.assignments)
    return None, f"{many} assignment{'s' * (many != 1)}, nothing to mend"


def _build(course: Course) -> tuple[None, str]:
    built = build(course, check=True)
    stale = [f"{one.path} is stale" for one in built if one.state == "stale"]
    if stale:
        raise Failed(stale, "uv run gradlab build, then commit release/")
    return None, "release/ is what source/ builds"


def _coverage(course: Course) -> tuple[None, str]:
    page = course.root / coverage.TABLE
    if not page.is_file():
        return None, f"there is no {coverage.TABLE}"
    text = page.read_text("utf-8")
    found = list(coverage.problems(text, course))
    if found:
        raise Failed(
            found,
            f"mend {coverage.TABLE}, or write what is missing; then uv run pytest tests/test_coverage.py",
        )
    return None, f"{len(coverage.rows(text))} lines of the lecture are taught and graded"


def _leaks(made: Release) -> tuple[bytes, str]:
    data = dist.student_zip(made)
    watch = Watch.over(made.course, made.name, made.version)
    leaks = watch.leaks(data)
    if leaks:
        raise Failed([str(leak) for leak in leaks], "remove it from source/, then uv run gradlab build")
    return data, f"the students' zip holds none of {_known(watch)}"


def _known(watch: Watch) -> str:
    found = watch.secrets
    return f"{len(found.lines):,} secret lines, {len(found.numbers)} values, {len(found.words)} names and digests"


def _proof(course: Course, jobs: int | None) -> tuple[None, str]:
    selected = [(one, expectations(one, excerpts=True)) for one in course.assignments]
    bad: list[str] = []
    count = again = 0
    for assignment, many, done, rest in graded(selected, SETTINGS, jobs=jobs):
        count, again = count + many, again + len(done)
        bad += _disproved(assignment, chain(done, rest))
    if bad:
        raise Failed(bad, f"uv run gradlab prove {bad[0].split(':')[0]}")
    return None, f"{count} known submissions, each exactly as it must be; {again} graded before and unchanged"


def _disproved(assignment: Assignment, results: Iterable[tuple[Expectation, Graded]]) -> list[str]:
    """Return what is wrong with the bank of an assignment, by known submission."""
    findings = [Finding(one, graded, tuple(problems(one, graded))) for one, graded in results]
    wrong = [f"{one.expectation.name}: {problem}" for one in findings for problem in one.problems]
    idle = [f"{test}: no wrong submission loses it" for test in untested(assignment, findings)]
    return [f"{assignment.name}: {line}" for line in wrong + idle]


def _shown(place: Path) -> str:
    """Return a path as a person would type it from here."""
    here = Path.cwd()
    return f"{place.relative_to(here) if place.is_relative_to(here) else place}/"
