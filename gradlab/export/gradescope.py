"""Gradescope's results.json: what its page of a submission shows, test by test.

Of a hidden test it tells the sentence, the outcome and the hint, even where a report was graded with --reveal. A submission that
the grader could not grade gets no score, so that Gradescope asks a person. `cli` and `container` import this room.

Source: https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from gradlab.export.verdicts import Verdict
from gradlab.grade.report import CellMark, Mark, Outcome
from gradlab.notebook import printable, visible

VISIBILITIES = ("after_published", "after_due_date", "hidden", "visible")
"""When students see a hidden test, Gradescope's words; the first is the default."""

UNGRADED = (
    "This submission could not be graded, and no mark was given. It is not your fault: "
    "whoever teaches the course can see why, and grade it again."
)
NAME_CHARACTERS, TEXT_CHARACTERS = 300, 10_000


def results(verdicts: Sequence[Verdict], hidden: str = VISIBILITIES[0]) -> bytes:
    """Write the file for one submission.

    Args:
        verdicts: Those on its notebooks.
        hidden: When students see the hidden tests, and with them their score.
    """
    reports = [verdict.report for verdict in verdicts]
    broken = [report.grader_error for report in reports if not report.scored]
    if broken:
        return ungraded(broken[0])
    tests = []
    for place, cell in enumerate((cell for report in reports for cell in report.cells), start=1):
        tests += [
            _test(cell, mark, f"{place}.{number}", hidden) for number, mark in enumerate(cell.tests, start=1)
        ]
    content: dict[str, object] = {
        "score": round(sum(mark.earned for report in reports for mark in _judged(report.cells)), 4),
        "execution_time": round(sum(verdict.timing.wall_s for verdict in verdicts), 3),
        "output": _output(verdicts),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"digests": [report.digest for report in reports]},
        "tests": tests,
    }
    return _json(content)


def ungraded(why: str) -> bytes:
    """Write the file for a submission that the grader could not grade: words, and no score.

    Args:
        why: The reason, for instructors: Gradescope shows nobody what is in extra_data, and keeps it.
    """
    return _json(
        {
            "output": UNGRADED,
            "output_format": "text",
            "visibility": "visible",
            "stdout_visibility": "hidden",
            "extra_data": {"not_graded_because": visible(why[:TEXT_CHARACTERS])},
        }
    )


def refused(why: str) -> bytes:
    """Write the file for a submission in which there is nothing to grade: no points, and the reason."""
    return _json(
        {
            "score": 0.0,
            "output": visible(why[:TEXT_CHARACTERS]),
            "output_format": "text",
            "visibility": "visible",
            "stdout_visibility": "hidden",
            "tests": [],
        }
    )


def _judged(cells: Sequence[CellMark]) -> Sequence[CellMark]:
    return [cell for cell in cells if not cell.manual]


def _test(cell: CellMark, mark: Mark, number: str, hidden: str) -> dict[str, object]:
    return {
        "name": printable(f"{cell.grade_id}: {mark.sentence}", limit=NAME_CHARACTERS),
        "number": number,
        "score": round(mark.earned, 4),
        "max_score": mark.points,
        # Gradescope's own guess goes by points alone, and a test may be worth none.
        "status": "passed" if mark.outcome is Outcome.PASSED else "failed",
        "output": _said(mark),
        "output_format": "text",
        "tags": ["hidden"] if mark.hidden else [],
        "visibility": hidden if mark.hidden else "visible",
        "extra_data": {"test": mark.test, "outcome": mark.outcome.value},
    }


def _said(mark: Mark) -> str:
    if mark.outcome is Outcome.PASSED:
        return ""
    lines = [mark.outcome.value]
    if mark.message and not mark.hidden:
        lines.append(mark.message)
    if mark.hint:
        lines.append(f"\nhint: {mark.hint}")
    return visible("\n".join(lines)[:TEXT_CHARACTERS])


def _output(verdicts: Sequence[Verdict]) -> str:
    lines = []
    for report in (verdict.report for verdict in verdicts):
        if report.refused:
            lines.append(f"{report.notebook}.ipynb earns nothing: {report.refused}")
        lines += [f"unusual, and changes no mark: {oddity}" for oddity in report.oddities]
        by_hand = [cell for cell in report.cells if cell.manual]
        if by_hand:
            points = sum(cell.points for cell in by_hand)
            lines.append(f"a person marks {', '.join(cell.grade_id for cell in by_hand)} ({points:g} points)")
    return visible("\n".join(lines)[:TEXT_CHARACTERS])


def _json(content: dict[str, object]) -> bytes:
    return json.dumps(content, ensure_ascii=True, indent=1).encode() + b"\n"
