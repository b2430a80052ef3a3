"""Reports as they lie in reports/: what every test of every submission came to.

`csv_table`, `junit`, `gradescope` and `cli` import this room.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gradlab.course import Course
from gradlab.export.errors import ExportError
from gradlab.grade import ledger
from gradlab.grade.report import Report, ReportError, Timing
from gradlab.notebook import printable

GRADE_FIRST = "run `gradlab grade`, then export again"


@dataclass(frozen=True)
class Verdict:
    """One report, and what grading cost where that is known."""

    report: Report
    timing: Timing = field(default_factory=Timing)


def read(course: Course, names: Sequence[str]) -> list[Verdict]:
    """Read the reports of a course.

    Args:
        course: The course.
        names: Assignments; none at all means every assignment.

    Returns:
        The verdicts, by assignment, student and notebook; at least one.

    Raises:
        CourseError: There is no assignment of one of these names.
        ExportError: There is no report, or a file in the place of one is none.
    """
    wanted = {one.name for one in course.select(list(names))}
    found = sorted(
        _found(course.root / ledger.FOLDER, wanted),
        key=lambda one: (one.report.assignment, one.report.student, one.report.notebook),
    )
    if not found:
        what = " or ".join(sorted(wanted)) if names else "any assignment"
        raise ExportError(f"there is no report on {what} in {ledger.FOLDER}/", GRADE_FIRST)
    return found


def _found(folder: Path, wanted: set[str]) -> Iterator[Verdict]:
    for path in folder.glob("*/*/*.json"):
        if path.parent.name not in wanted or path.name.startswith("."):
            continue
        try:
            report = Report.from_json(path.read_bytes())
        except ReportError as error:
            raise ExportError(
                f"{printable(str(path), limit=300)} is {error}", "remove it, then run `gradlab grade`"
            ) from None
        if (report.student, report.assignment, report.notebook) != (*path.parts[-3:-1], path.stem):
            raise ExportError(
                f"{printable(str(path), limit=300)} is a report on another submission",
                "remove it, then run `gradlab grade`",
            )
        graded = ledger.Entry(path).whole()
        same = graded is not None and graded.report.digest == report.digest
        yield Verdict(report, graded.timing if graded is not None and same else Timing())
