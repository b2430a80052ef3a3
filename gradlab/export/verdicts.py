"""Reports as they lie in reports/: what every test of every submission came to.

`csv_table`, `junit`, `gradescope` and `cli` import this room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gradlab.course import Course
from gradlab.export.errors import ExportError
from gradlab.grade import ledger, papers
from gradlab.grade.report import Report, Timing
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
    kept = papers.read(course.root, wanted)
    for one in kept.damaged:
        raise ExportError(
            f"{printable(str(one.path), limit=300)}: {one.why}", "remove it, then run `gradlab grade`"
        )
    if not kept.papers:
        what = " or ".join(sorted(wanted)) if names else "any assignment"
        raise ExportError(f"there is no report on {what} in {ledger.FOLDER}/", GRADE_FIRST)
    return [Verdict(paper.report, paper.timing or Timing()) for paper in kept.papers]
