"""Marks of what no judge has seen: submissions that are refused, and ones that the grader itself failed on.

May be imported by ``slot``.
"""

from __future__ import annotations

import msgspec

from gradlab.grade.report import CellMark, Mark, Outcome, Report
from gradlab.notebook import Notebook, Role
from gradlab.testcell import outline


def ungraded(report: Report, source: Notebook, fault: str) -> Report:
    """Return a report of what the grader could not grade: no mark, the points that there are, and why."""
    return msgspec.structs.replace(report, grader_error=fault, points=possible(source))


def possible(source: Notebook) -> float:
    """Return the points a notebook is worth."""
    return sum(cell.points for cell in source.cells if cell.role in (Role.TEST, Role.MANUAL))


def unattempted(grade_id: str, source: str, points: float) -> CellMark:
    """Return the mark of a test cell when there is nothing to test."""
    plan = outline(source)
    tests = tuple(
        Mark(
            test=f"{grade_id}::{test.name}" if plan.runs_checks else grade_id,
            sentence=test.sentence,
            outcome=Outcome.NOT_ATTEMPTED,
            earned=0.0,
            points=test.points,
            hidden=test.hidden,
        )
        for test in plan.tests
        if plan.runs_checks
    ) or (
        Mark(
            test=grade_id,
            sentence=plan.doc or grade_id,
            outcome=Outcome.NOT_ATTEMPTED,
            earned=0.0,
            points=points,
        ),
    )
    return CellMark(grade_id=grade_id, earned=0.0, points=points, tests=tests)
