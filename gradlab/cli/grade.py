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

from gradlab.cli import target
from gradlab.cli.errors import complain
from gradlab.cli.place import Place
from gradlab.cli.platform import judged
from gradlab.cli.profile import Profile
from gradlab.cli.recording import Recording
from gradlab.cli.tables import err, interactive, marks_table, number, out, say
from gradlab.course import Course
from gradlab.grade import accelerator, ledger, pool, whole_file
from gradlab.grade.report import Graded, Submission, Transcript
from gradlab.grade.settings import Settings, cache_folder, digest, versions
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
    profile: Path | None = None,
    dask: str | None = None,
    platform: str = CPU,
    root: Path | None = None,
    settings: Settings | None = None,
) -> int:
    """Grade what is named, print the table and return the exit code."""
    costs = Profile()
    where = Place.of(jobs, dask, cores=slots())
    course = Course.find(root)
    settings = settings or Settings(cache=cache_folder(), reveal=reveal, platform=platform)
    if where.is_here:
        accelerator.require(settings.platform)
    handed_in = find(course, paths)
    sources = {path: read_source(path) for path in dict.fromkeys(one.source for one in handed_in)}
    fit = judged({name(course, path): source.platform for path, source in sources.items()}, settings.platform)
    graded_here = [one for one in handed_in if name(course, one.source) in fit]
    if profile is not None:
        target.files([profile])
    if json is not None:
        target.folder(json)
    recording = Recording(course.root, graded_here, force=force, yes=yes) if gradebook else None
    results, unreadable = graded(
        course,
        graded_here,
        sources,
        where=where,
        settings=settings,
        force=force,
        costs=costs,
        recording=recording,
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
    with costs.recording():
        unrecorded = recording.finish() if recording is not None else 0
    broken = sum(bool(result.report.grader_error) for result in results)
    if broken:
        complain(
            f"{broken} of {len(results)} submissions could not be graded", "run `gradlab doctor`, then again"
        )
    say_where(course, results, gradebook=gradebook and not unrecorded, json=json)
    if profile is not None:
        costs.show(profile)
    return FOUND if broken or unrecorded or unreadable or len(fit) < len(sources) else 0


def name(course: Course, source: Path) -> str:
    """Return how a person knows a source notebook."""
    return str(source.relative_to(course.root))


def slots() -> int:
    """Return how many submissions to grade at once: one a core."""
    return len(os.sched_getaffinity(0))


def graded(
    course: Course,
    handed_in: Sequence[HandedIn],
    sources: Mapping[Path, Notebook],
    *,
    where: Place,
    settings: Settings,
    force: bool,
    costs: Profile,
    recording: Recording | None,
) -> tuple[list[Graded], list[tuple[HandedIn, str]]]:
    """Grade what changed, read what did not, and store and record every report as soon as it is there.

    Returns:
        The results, and the files that could not be read with the reason.
    """

    def record(result: Graded) -> None:
        if recording is not None:
            with costs.recording():
                recording.offer(result)

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
            record(known)
            results.append(without_pictures(known))
        else:
            todo.append(pool.Job(sources[one.source], submission))
    if results:
        err.print(f"{len(results)} unchanged since they were graded; --force grades them again")
    stream = where.run(todo, settings, spent=costs.slots_s)
    for job, result in watched(stream, len(todo)):
        costs.add(result)
        result = msgspec.structs.replace(result, handed_in=sha256(job.submission.data).hexdigest())
        entry_of(course, job.submission).store(result)
        record(result)
        results.append(without_pictures(result))
    return results, unreadable


def without_pictures(graded: Graded) -> Graded:
    """Return what the end of the command needs: ten thousand transcripts would not fit into memory."""
    return msgspec.structs.replace(graded, transcript=Transcript())


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
        whole_file.replace(path, report.to_json())


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
