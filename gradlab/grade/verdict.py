"""The report on one submission, from what was decided of its cells; or the reason why there are no marks.

`slot` and `cluster` import this room.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from gradlab.grade.report import CellMark, Report, Submission
from gradlab.grade.settings import Settings, digest
from gradlab.grade.unjudged import possible, unattempted
from gradlab.notebook import Notebook, Role


@dataclass(frozen=True)
class Verdict:
    """Makes the report on one submission."""

    source: Notebook
    submission: Submission
    versions: dict[str, str]
    """Of the software that grades."""
    settings: Settings

    def report(self, cells: tuple[CellMark, ...], oddities: tuple[str, ...]) -> Report:
        """Return the report with these marks."""
        submission = self.submission
        return Report(
            student=submission.student,
            assignment=submission.assignment,
            notebook=submission.notebook,
            earned=round(sum(cell.earned for cell in cells), 6),
            points=sum(cell.points for cell in cells),
            cells=cells,
            oddities=oddities,
            digest=digest(self.source, submission.data, self.versions, self.settings),
            versions=self.versions,
        )

    def refusal(self, why: str) -> Report:
        """Return the report on what is no submission: every test lost, with the reason."""
        cells = tuple(
            unattempted(cell.id, cell.source, cell.points)
            for cell in self.source.cells
            if cell.role is Role.TEST
        )
        return msgspec.structs.replace(self.report(cells, ()), refused=why)

    def grader_error(self, what: str, oddities: tuple[str, ...]) -> Report:
        """Return the report where the grader has failed: no marks."""
        report = self.report((), oddities)
        return msgspec.structs.replace(report, grader_error=what, points=possible(self.source))
