"""`gradlab prove`: the bank, graded and compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from itertools import chain

from rich.text import Text

from gradlab.cli import agreement, kept
from gradlab.cli.grade import slots
from gradlab.cli.platform import judged
from gradlab.cli.tables import number, say
from gradlab.course import Assignment, Course, CourseError
from gradlab.grade import accelerator
from gradlab.grade.report import Graded
from gradlab.grade.settings import Settings
from gradlab.notebook import CPU
from gradlab.prove import SETTINGS, Expectation, Finding, expectations, problems, untested

FOUND = 1
Selected = Sequence[tuple[Assignment, list[Expectation]]]
Result = tuple[Expectation, Graded]
KEPT = ".cache/prove"
"""Where the reports of the last proof stay: to be shown, and for the test that compares them with a kernel."""


def prove(
    names: Sequence[str],
    *,
    jobs: int | None,
    only: str = "*",
    force: bool = False,
    whole: bool = False,
    platform: str = CPU,
) -> int:
    """Print each variant with the tests it loses and the hint it shows; return the exit code.

    Args:
        names: Assignments; all of them if empty.
        jobs: Submissions at once; one a core if None.
        only: A pattern of the shell's kind for the names of known submissions.
        force: Grade again what was graded before by the same judge, from the same notebooks.
        whole: Grade variants on the whole notebook, not on what they can reach.
        platform: Where the judge computes. On a GPU the CPU's verdicts are compared with, too.
    """
    settings = replace(SETTINGS, platform=platform)
    accelerator.require(platform)
    selected = [
        (
            assignment,
            [one for one in expectations(assignment, excerpts=not whole) if fnmatchcase(one.name, only)],
        )
        for assignment in Course.find().select(list(names))
    ]
    selected = [(assignment, known) for assignment, known in selected if known]
    if not selected:
        raise CourseError(
            f"no known submission is called {only}",
            "look at the files in grader_tests/, and quote the pattern",
        )
    fit = judged({one.name: one.notebook().platform for one, _ in selected}, platform)
    bad = len(selected) - len(fit)
    selected = [(one, known) for one, known in selected if one.name in fit]
    verdicts: dict[str, dict[str, Graded]] = {}
    for assignment, count, done, rest in graded(selected, settings, jobs=jobs, force=force):
        again = f", {len(done)} of them graded before and unchanged" if done else ""
        say(Text(f"{assignment.name}: {count} known submissions{again}"))
        results = noted(chain(done, rest), verdicts.setdefault(assignment.name, {}))
        bad += prove_one(assignment, results, complete=only == "*")
    if platform != CPU:
        bad += compare(selected, verdicts, SETTINGS, jobs=jobs)
    return FOUND if bad else 0


def graded(
    selected: Selected, settings: Settings, *, jobs: int | None, force: bool = False
) -> Iterator[tuple[Assignment, int, list[Result], Iterator[Result]]]:
    """Grade known submissions; yield each assignment with what was graded before, and the rest as it comes."""
    if not selected:
        return
    place = f"{KEPT}-{settings.platform}" if settings.platform != CPU else KEPT
    groups = kept.grade(
        selected[0][0].root / place,
        [known for _, known in selected],
        slots=jobs or slots(),
        force=force,
        settings=settings,
    )
    for (assignment, known), (done, rest) in zip(selected, groups, strict=True):
        yield assignment, len(known), done, rest


def noted(results: Iterable[Result], into: dict[str, Graded]) -> Iterator[Result]:
    """Pass results on, and keep them by the name of the known submission."""
    for one, result in results:
        into[one.name] = result
        yield one, result


def compare(
    selected: Selected, verdicts: Mapping[str, dict[str, Graded]], settings: Settings, *, jobs: int | None
) -> int:
    """Grade the same on another platform, and return in how many submissions the verdicts differ.

    Args:
        selected: What was graded.
        verdicts: What came of it, by assignment and known submission.
        settings: How to grade now.
        jobs: Submissions at once.
    """
    asked = {assignment.name: assignment.notebook().platform for assignment, _ in selected}
    fit = judged(asked, settings.platform)
    both = [(assignment, known) for assignment, known in selected if assignment.name in fit]
    bad = 0
    for assignment, _, done, rest in graded(both, settings, jobs=jobs):
        here = {one.name: result for one, result in chain(done, rest)}
        bad += agreement.tell(assignment.name, agreement.pairs(here, verdicts[assignment.name]))
    return bad


def prove_one(
    assignment: Assignment, results: Iterable[tuple[Expectation, Graded]], *, complete: bool
) -> int:
    """Prove one assignment, the whole of its bank or a part, and return the number of problems."""
    points = sum(cell.points for cell in assignment.notebook().cells)
    findings = []
    for one, graded in results:
        findings.append(Finding(one, graded, tuple(problems(one, graded))))
        tell(findings[-1], points)
    idle = untested(assignment, findings) if complete else []
    for test in idle:
        say(Text(f"  BAD {test}: no wrong variant loses it, so nothing shows that it tests anything"))
    counts = Counter(finding.expectation.kind for finding in findings)
    bad = sum(bool(finding.problems) for finding in findings) + len(idle)
    singles = [kind for kind in ("full", "stub") if counts[kind]]
    summary = ", ".join(
        [*singles, *(f"{counts[kind]} {kind}" for kind in ("wrong", "right", "hostile") if counts[kind])]
    )
    proven = "; every hidden test is lost by a wrong variant" if complete else ""
    verdict = f"{bad} problems" if bad else f"each exactly as it must be{proven}"
    say(Text(f"{assignment.name}: {summary}: {verdict}\n"))
    return bad


def tell(finding: Finding, points: float) -> None:
    """Print what came of one variant, of all the points that the assignment has."""
    report = finding.report
    earned = points - (report.points - report.earned)
    lost = sorted(report.lost())
    shown = "everything" if finding.expectation.kind == "stub" else ", ".join(lost) or "nothing"
    head = f"  {'BAD' if finding.problems else 'ok '} {finding.expectation.name:34} "
    say(Text(f"{head}{number(earned)} of {number(points)}; loses {shown}"))
    if finding.expectation.kind == "wrong":
        marks = [mark for cell in report.cells for mark in cell.tests if mark.test in report.lost()]
        hint = next((m.hint for m in marks if m.hint and finding.expectation.hint in m.hint), "")
        hint = hint or next((mark.hint for mark in marks if mark.hint), "")
        say(Text(f"{'':6} hint: {' '.join(hint.split())}"))
    for problem in finding.problems:
        say(Text(f"{'':6} PROBLEM: {problem}"))
