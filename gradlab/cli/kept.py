"""Reports of known submissions, kept from one proof to the next: what rests on the same things is not graded again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from gradlab.cli.grade import cache_folder
from gradlab.grade import ledger, pool
from gradlab.grade.report import Graded, Submission
from gradlab.grade.settings import digest, versions
from gradlab.notebook import Notebook
from gradlab.prove import SETTINGS


class Gradable(Protocol):
    """A submission with the notebook it is graded with. Names of students are unique among those graded together."""

    @property
    def source(self) -> Notebook: ...

    @property
    def submission(self) -> Submission: ...


G = TypeVar("G", bound=Gradable)


def load(folder: Path, known: Sequence[G]) -> list[tuple[G, Graded]]:
    """Return those of the known submissions that were graded before by the same judge from the same notebooks."""
    software = versions()
    found = []
    for one in known:
        graded = _place(folder, one).load(digest(one.source, one.submission.data, software, SETTINGS))
        if graded is not None:
            found.append((one, graded))
    return found


def grade(folder: Path, known: Sequence[G], *, slots: int) -> Iterator[tuple[G, Graded]]:
    """Grade known submissions, keep their reports, and yield each as they finish.

    Raises:
        SandboxError: student code cannot be confined here.
    """
    by_name = {one.submission.student: one for one in known}
    jobs = [pool.Job(one.source, one.submission) for one in known]
    for job, graded in pool.run(jobs, slots=slots, settings=SETTINGS.with_cache(cache_folder())):
        one = by_name[job.submission.student]
        _place(folder, one).store(graded)
        yield one, graded


def without(known: Sequence[G], done: Sequence[tuple[G, Graded]]) -> list[G]:
    """Return the known submissions that are not done yet."""
    names = {one.submission.student for one, _ in done}
    return [one for one in known if one.submission.student not in names]


def _place(folder: Path, known: Gradable) -> ledger.Entry:
    submission = known.submission
    return ledger.entry(folder, submission.student, submission.assignment, submission.notebook)
