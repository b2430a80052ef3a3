"""Reports as `gradlab grade` keeps them, read back: one `Paper` for each submission, and the files that are none.

Only `.json` decides; of the file beside it, which holds pictures and printed text, no more is decoded than what grading cost.
`export`, `overview` and `cli` import this room.
"""

from __future__ import annotations

import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from gradlab.grade import ledger
from gradlab.grade.report import Report, ReportError, Timing

LARGEST_BYTES = 64 << 20
"""A report is 10 KB; what is larger than this was not written by us."""


class _Stamp(msgspec.Struct):
    """As much of a report as tells whether it is the same."""

    digest: str


class _Cost(msgspec.Struct):
    """As much of a `Graded` as tells what it cost."""

    report: _Stamp
    timing: Timing


@dataclass(frozen=True)
class Paper:
    """One notebook of one student, graded."""

    report: Report
    timing: Timing | None
    """What grading cost; None where that is not known."""


@dataclass(frozen=True)
class Damaged:
    """A file in the place of a report that is none."""

    path: Path
    student: str
    assignment: str
    why: str


@dataclass(frozen=True)
class Kept:
    """All that is kept."""

    papers: tuple[Paper, ...] = ()
    damaged: tuple[Damaged, ...] = field(default=())


def read(root: Path, assignments: Collection[str] = ()) -> Kept:
    """Read a course's reports.

    Args:
        root: The course's folder.
        assignments: Whose; empty means all.

    Returns:
        The papers by assignment, student and notebook, and what could not be read.
    """
    papers, damaged = [], []
    for path in _files(root / ledger.FOLDER, assignments):
        student, assignment = path.parts[-3], path.parts[-2]
        try:
            papers.append(_paper(path))
        except OSError as error:
            damaged.append(Damaged(path, student, assignment, f"cannot be read ({error.strerror or error})"))
        except ReportError as error:
            damaged.append(Damaged(path, student, assignment, str(error)))
    return Kept(tuple(papers), tuple(damaged))


def _files(folder: Path, assignments: Collection[str]) -> Iterator[Path]:
    found = [
        path
        for path in folder.glob("*/*/*.json")
        if not any(part.startswith(".") for part in path.parts[-3:])
        and (not assignments or path.parts[-2] in assignments)
    ]
    yield from sorted(found, key=lambda path: (path.parts[-2], path.parts[-3], path.name))


def _paper(path: Path) -> Paper:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise ReportError("not a gradlab report: it is no file")
    if status.st_size > LARGEST_BYTES:
        raise ReportError(f"not a gradlab report: {status.st_size >> 20} MB")
    report = Report.from_json(path.read_bytes())
    if (report.student, report.assignment, report.notebook) != (
        path.parts[-3],
        path.parts[-2],
        path.stem,
    ):
        raise ReportError("it is the report of another submission, in this one's place")
    return Paper(report, _timing(path, report))


def _timing(path: Path, report: Report) -> Timing | None:
    try:
        cost = msgspec.msgpack.decode(path.with_suffix(".graded").read_bytes(), type=_Cost)
    except (OSError, msgspec.MsgspecError):
        return None
    return cost.timing if cost.report.digest == report.digest else None
