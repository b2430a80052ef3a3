"""Reports of known submissions, kept from one proof to the next: what rests on the same things is not graded again.

A group is what is proven together and shown together: the bank of an assignment, or its mutants.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from gradlab.cli.tables import note
from gradlab.grade import ledger, pool, standby
from gradlab.grade.report import Graded, Submission
from gradlab.grade.settings import Settings, cache_folder, digest, versions
from gradlab.notebook import Notebook
from gradlab.prove import SETTINGS


class Gradable(Protocol):
    """A submission with the notebook it is graded with."""

    @property
    def source(self) -> Notebook: ...

    @property
    def submission(self) -> Submission: ...


G = TypeVar("G", bound=Gradable)


def load(folder: Path, known: Sequence[G], settings: Settings = SETTINGS) -> list[tuple[G, Graded]]:
    """Return those of the known submissions that were graded before by the same judge from the same notebooks."""
    software = versions(settings.platform)
    found = []
    for one in known:
        graded = _place(folder, one).load(digest(one.source, one.submission.data, software, settings))
        if graded is not None:
            found.append((one, graded))
    return found


def grade(
    folder: Path,
    groups: Sequence[Sequence[G]],
    *,
    slots: int,
    force: bool = False,
    settings: Settings = SETTINGS,
) -> Iterator[tuple[list[tuple[G, Graded]], Iterator[tuple[G, Graded]]]]:
    """Grade groups of known submissions in one go, and keep their reports.

    All groups share the slots, so that none idles while another waits for the last of its group.

    Args:
        folder: where reports are kept.
        groups: submissions; one is told from another by assignment and student.
        slots: how many at once.
        force: grade again what was graded before.
        settings: how.

    Yields:
        For each group, in order: those that were graded before, and the others as they finish; take these before the next group.

    Raises:
        SandboxError: student code cannot be confined here.
    """
    done = [[] if force else load(folder, group, settings) for group in groups]
    todo = [without(group, before) for group, before in zip(groups, done, strict=True)]
    place = {_name(one): (index, one) for index, group in enumerate(todo) for one in group}
    jobs = [pool.Job(one.source, one.submission) for _, one in place.values()]
    results = pool.run(
        jobs,
        slots=min(slots, len(jobs)),
        settings=settings.with_cache(cache_folder()),
        start=standby.starter(note),
    )
    early: dict[int, list[tuple[G, Graded]]] = {}

    def of(index: int) -> Iterator[tuple[G, Graded]]:
        left = len(todo[index])
        for found in early.pop(index, []):
            left -= 1
            yield found
        while left:
            job, graded = next(results)
            owner, one = place[_name(job)]
            _place(folder, one).store(graded)
            if owner == index:
                left -= 1
                yield one, graded
            else:
                early.setdefault(owner, []).append((one, graded))

    try:
        for index, before in enumerate(done):
            yield before, of(index)
    finally:
        results.close()


def without(known: Sequence[G], done: Sequence[tuple[G, Graded]]) -> list[G]:
    """Return the known submissions that are not done yet."""
    names = {one.submission.student for one, _ in done}
    return [one for one in known if one.submission.student not in names]


def _name(known: Gradable) -> tuple[str, str]:
    return known.submission.assignment, known.submission.student


def _place(folder: Path, known: Gradable) -> ledger.Entry:
    submission = known.submission
    return ledger.entry(folder, submission.student, submission.assignment, submission.notebook)
