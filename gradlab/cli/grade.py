"""`gradlab grade`: submissions in; a table, reports and the gradebook out."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import msgspec
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from gradlab.cli import regrade
from gradlab.cli.errors import complain
from gradlab.cli.platform import judged
from gradlab.cli.tables import err, interactive, marks_table, number, out, say
from gradlab.course import Course
from gradlab.grade import accelerator, ledger, pool
from gradlab.grade.report import Graded, Submission
from gradlab.grade.settings import Settings, digest, versions
from gradlab.notebook import CPU, Notebook, NotebookError, Role, printable
from gradlab.submitted import HandedIn, find

FOUND = 1
AUTOTEST = re.compile(r"^\s*###\s*(HASHED\s+)?AUTOTEST", re.MULTILINE)
"""Lines that stand for tests which nbgrader generates into the release: the source alone would test nothing."""


def grade(
    paths: Sequence[str],
    *,
    jobs: int | None = None,
    json: Path | None = None,
    gradebook: bool = True,
    force: bool = False,
    reveal: bool = False,
    yes: bool = False,
    platform: str = CPU,
    root: Path | None = None,
    settings: Settings | None = None,
) -> int:
    """Grade what is named, print the table and return the exit code."""
    course = Course.find(root)
    settings = settings or Settings(cache=cache_folder(), reveal=reveal, platform=platform)
    accelerator.require(settings.platform)
    handed_in = find(course, paths)
    sources = {one.source: read_source(one.source) for one in handed_in}
    fit = judged({name(course, path): source.platform for path, source in sources.items()}, settings.platform)
    graded_here = [one for one in handed_in if name(course, one.source) in fit]
    results, unreadable = graded(
        course, graded_here, sources, slots=jobs or slots(), settings=settings, force=force
    )
    if results or unreadable or len(fit) == len(sources):
        out.print(marks_table(results))
    for one, why in unreadable:
        complain(
            f"{one.path.relative_to(course.root)}: {why}",
            "give the grader the right to read it, then run again",
        )
    if json is not None:
        write_json(json, results)
    unrecorded = record(course, results, force=force, yes=yes) if gradebook else 0
    broken = sum(bool(result.report.grader_error) for result in results)
    if broken:
        complain(
            f"{broken} of {len(results)} submissions could not be graded", "run `gradlab doctor`, then again"
        )
    say_where(course, results, gradebook=gradebook and not unrecorded, json=json)
    return FOUND if broken or unrecorded or unreadable or len(fit) < len(sources) else 0


def name(course: Course, source: Path) -> str:
    """Return how a person knows a source notebook."""
    return str(source.relative_to(course.root))


def slots() -> int:
    """Return how many submissions to grade at once: one a core."""
    return len(os.sched_getaffinity(0))


def cache_folder() -> Path | None:
    """Return the user's own folder for compiled programs, or None where none can be had."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = Path(base) / "gradlab"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder


def graded(
    course: Course,
    handed_in: Sequence[HandedIn],
    sources: Mapping[Path, Notebook],
    *,
    slots: int,
    settings: Settings,
    force: bool,
) -> tuple[list[Graded], list[tuple[HandedIn, str]]]:
    """Grade what changed, read what did not, and store every report as soon as it is there.

    Returns:
        The results, and the files that could not be read with the reason.
    """
    unreadable: list[tuple[HandedIn, str]] = []
    results: list[Graded] = []
    todo: list[pool.Job] = []
    software = versions(settings.platform)
    for one in handed_in:
        try:
            submission = one.read()
        except OSError as error:
            unreadable.append((one, error.strerror or str(error)))
            continue
        place = entry_of(course, submission)
        known = (
            None if force else place.load(digest(sources[one.source], submission.data, software, settings))
        )
        if known is not None:
            results.append(known)
        else:
            todo.append(pool.Job(sources[one.source], submission))
    if results:
        err.print(f"{len(results)} unchanged since they were graded; --force grades them again")
    for job, result in watched(pool.run(todo, slots=min(slots, len(todo)), settings=settings), len(todo)):
        result = msgspec.structs.replace(result, handed_in=sha256(job.submission.data).hexdigest())
        entry_of(course, job.submission).store(result)
        results.append(result)
    return results, unreadable


def watched(stream: Iterator[tuple[pool.Job, Graded]], total: int) -> Iterator[tuple[pool.Job, Graded]]:
    """Pass results on, with marks on stderr as they come."""
    if not total:
        return
    columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not interactive()) as progress:
        task = progress.add_task("grading", total=total)
        for count, (job, result) in enumerate(stream, start=1):
            report = result.report
            marks = (
                "not graded" if report.grader_error else f"{number(report.earned)} of {number(report.points)}"
            )
            progress.console.print(
                f"[{count}/{total}] {printable(report.student)}  {report.assignment}  {marks}",
            )
            progress.advance(task)
            yield job, result


def read_source(path: Path) -> Notebook:
    """Read an instructor's notebook.

    Raises:
        NotebookError: it is none, or its tests are not in it; says which file.
    """
    try:
        notebook = Notebook.read(path)
    except NotebookError as error:
        raise NotebookError(f"source notebook {path.name}: {error.what}", error.fix) from None
    for cell in notebook.cells:
        if cell.role is Role.TEST and AUTOTEST.search(cell.source):
            raise NotebookError(
                f"source notebook {path.name}: cell {cell.id} holds AUTOTEST lines, which nbgrader turns into tests",
                f"grade this assignment with `nbgrader autograde {path.parent.name}`, which has the tests",
            )
    return notebook


def entry_of(course: Course, submission: Submission) -> ledger.Entry:
    """Return where a submission's report lies."""
    return ledger.entry(course.root, submission.student, submission.assignment, submission.notebook)


def write_json(folder: Path, results: Iterable[Graded]) -> None:
    """Write one report a submission into `folder`, where a machine reads them.

    Raises:
        OSError: the folder cannot be written.
    """
    for result in results:
        report = result.report
        path = folder / report.student / report.assignment / f"{report.notebook}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        ledger.replace(path, report.to_json())


def record(course: Course, results: Sequence[Graded], *, force: bool, yes: bool) -> int:
    """Put into nbgrader's gradebook what is not there yet; what a regrade changes only where that was agreed to.

    Returns:
        How many were not recorded; each was told.
    """
    from gradlab.grade import gradebook

    def place(result: Graded) -> ledger.Entry:
        report = result.report
        return ledger.entry(course.root, report.student, report.assignment, report.notebook)

    due = [r for r in results if r.report.scored and (force or not place(r).is_recorded(r.report))]
    found = [(r, regrade.changes(place(r).recorded(), r)) for r in due]
    changed = [change for _, changes in found for change in changes]
    failed, told = 0, False
    if changed:
        out.print()
        out.print(regrade.table(changed))
    if changed and not yes:
        due = [r for r, changes in found if not changes]
        failed = len(found) - len(due)
        others = "another verdict" if failed == 1 else "other verdicts"
        complain(
            f"{failed} of {len(results)} submissions, unchanged since they were recorded, get {others} now; "
            "the gradebook keeps what it has of them",
            "look at the table above, then run the same with --yes to record them",
        )
    for result, problem in gradebook.record(course.root, due):
        if problem is None:
            place(result).mark_recorded(result)
            continue
        failed += 1
        if isinstance(problem, gradebook.GradebookUnusable):
            # The same for everybody: said once.
            if not told:
                complain(f"nothing can be recorded: {problem.what}", problem.fix)
            told = True
        else:
            complain(f"{result.report.student}, {result.report.assignment}: {problem.what}", problem.fix)
    return failed


def say_where(course: Course, results: Sequence[Graded], *, gradebook: bool, json: Path | None) -> None:
    """Say where the reports are and what to do next."""
    if not results:
        return
    # The one worth a look: something was lost, and the report says why.
    report = max((r.report for r in results), key=lambda r: (0 < r.earned < r.points, bool(r.lost())))
    say()
    say(f"reports     {ledger.FOLDER}/STUDENT/ASSIGNMENT/NOTEBOOK.json")
    if json is not None:
        say(f"            {json}/")
    if gradebook:
        say("gradebook   gradebook.db (nbgrader's); autograded/ holds the graded notebooks")
    place = ledger.entry(course.root, printable(report.student), report.assignment, report.notebook).json
    path = place.relative_to(course.root) if Path.cwd() == course.root else place
    say(f"one report  gradlab show {shlex.quote(str(path))}")
