"""Reports on disk: what has been graded, from what, and whether the gradebook has it.

`reports/STUDENT/ASSIGNMENT/NOTEBOOK.json` is the report; beside it `.graded` holds the report with the transcript, and
`.recorded` the report that went into the gradebook. A rerun reads them to grade only what changed, to record what is missing, and
to tell what a regrade changes.
`cli` imports this room.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from gradlab.grade import whole_file
from gradlab.grade.report import Graded, Report

FOLDER = "reports"


class Recorded(msgspec.Struct, frozen=True):
    """What went into the gradebook."""

    report: Report
    handed_in: str
    """SHA-256 of the file that was graded."""


@dataclass(frozen=True)
class Entry:
    """The place of one submission's report."""

    json: Path

    @property
    def _graded(self) -> Path:
        return self.json.with_suffix(".graded")

    @property
    def _recorded(self) -> Path:
        return self.json.with_suffix(".recorded")

    def load(self, digest: str) -> Graded | None:
        """Return what was graded before, if it rests on the same things and is no grader error."""
        graded = self.whole()
        if graded is None:
            return None
        return graded if graded.report.digest == digest and graded.report.scored else None

    def whole(self) -> Graded | None:
        """Return what was stored last, whatever it rests on; None if there is nothing that can be read."""
        try:
            return msgspec.msgpack.decode(self._graded.read_bytes(), type=Graded)
        except (OSError, msgspec.MsgspecError):
            return None

    def store(self, graded: Graded) -> None:
        """Write the report; whole, or not at all.

        Raises:
            OSError: the disk is full or may not be written.
        """
        self.json.parent.mkdir(parents=True, exist_ok=True)
        whole_file.replace(self._graded, msgspec.msgpack.encode(graded))
        whole_file.replace(self.json, graded.report.to_json())

    def recorded(self) -> Recorded | None:
        """Return what the gradebook has; None if that is nothing, or not known."""
        try:
            return msgspec.msgpack.decode(self._recorded.read_bytes(), type=Recorded)
        except (OSError, msgspec.MsgspecError):
            return None

    def is_recorded(self, report: Report) -> bool:
        """Return whether the gradebook has this very report."""
        recorded = self.recorded()
        return recorded is not None and recorded.report.digest == report.digest

    def mark_recorded(self, graded: Graded) -> None:
        """Remember that the gradebook has this report.

        Raises:
            OSError: the disk is full or may not be written.
        """
        whole_file.replace(self._recorded, msgspec.msgpack.encode(Recorded(graded.report, graded.handed_in)))


def entry(root: Path, student: str, assignment: str, notebook: str) -> Entry:
    """Return the place of a submission's report under the course's folder `root`."""
    return Entry(root / FOLDER / student / assignment / f"{notebook}.json")
