"""The marks as a CSV file that a spreadsheet opens without running anything: nbgrader's columns, properly quoted.

A student chooses names, and sometimes the id; a cell that starts like a formula is one in Excel, LibreOffice and Sheets. nbgrader
imports `SpreadsheetPlugin` by its name in the config; `config` puts it there.
"""

from __future__ import annotations

import csv
import re
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.plugins import ExportPlugin

from gradlab.grade.gradebook.submitted import neutralise
from gradlab.notebook import printable

COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
    "late_submission_penalty", "score", "max_score",
)  # fmt: skip
"""nbgrader's own, in its order."""

CELL_CHARACTERS = 1000
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_FORMULA = re.compile(r"(^|[,;|\"'])(\s*)(?=[=+\-@＝＋－＠﹢﹣﹦﹫−])")
"""At the start, and behind what another country's spreadsheet takes for the end of a cell."""


class SpreadsheetPlugin(ExportPlugin):  # type: ignore[misc]
    """Takes the place of nbgrader's `CsvExportPlugin`."""

    def export(self, gradebook: Any) -> None:
        """Write a line for each student and assignment to the file `--to`, or grades.csv.

        Args:
            gradebook: nbgrader's, open.

        Raises:
            OSError: The file cannot be written.
        """
        neutralise(self.log)
        path = self.to or "grades.csv"
        self.log.info("Exporting grades to %s", path)
        assignments, students = set(map(str, self.assignment)), set(map(str, self.student))
        with open(path, "w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(COLUMNS)
            for assignment in gradebook.assignments:
                for student in gradebook.students:
                    if (assignments and assignment.name not in assignments) or (
                        students and student.id not in students
                    ):
                        continue
                    row = _row(gradebook, assignment, student)
                    rows.writerow([inert(row[column]) for column in COLUMNS])


def inert(value: object) -> str:
    """Return what stands in a cell: text that no spreadsheet takes for a formula.

    Args:
        value: A number, a time, a text or None.

    Returns:
        Numbers as they are, also those in a text; an apostrophe before what would begin a formula; control characters as escapes.
    """
    if value is None:
        return ""
    text = str(value)
    if not isinstance(value, str) or _NUMBER.fullmatch(text):
        return text
    return _FORMULA.sub(r"\1\2'", printable(text, limit=CELL_CHARACTERS))


def _row(gradebook: Any, assignment: Any, student: Any) -> dict[str, object]:
    row: dict[str, object] = {
        "assignment": assignment.name,
        "duedate": assignment.duedate,
        "timestamp": None,
        "student_id": student.id,
        "last_name": student.last_name,
        "first_name": student.first_name,
        "email": student.email,
        "raw_score": 0.0,
        "late_submission_penalty": 0.0,
        "score": 0.0,
        "max_score": assignment.max_score,
    }
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        return row
    penalty = submission.late_submission_penalty
    return row | {
        "timestamp": submission.timestamp,
        "raw_score": submission.score,
        "late_submission_penalty": penalty,
        "score": max(0.0, submission.score - (penalty or 0.0)),
    }
