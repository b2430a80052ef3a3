"""A table for a spreadsheet or a script: a row for each student and assignment, or for each test.

Every text is written so that no spreadsheet takes it for a formula. `cli` imports this room.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from gradlab.export.scores import Scores
from gradlab.export.verdicts import Verdict

SCORES = (
    "assignment", "student_id", "last_name", "first_name", "email", "submitted", "state",
    "raw_score", "late_penalty", "score", "max_score",
)  # fmt: skip
TESTS = (
    "assignment", "notebook", "student_id", "exercise", "test", "sentence", "hidden", "outcome",
    "earned", "points", "cases", "cases_passed", "hint",
)  # fmt: skip

GRADED, WAITS, UNGRADED, MISSING = "graded", "waits for a person", "not graded", "not handed in"


def of_scores(scores: Scores) -> str:
    """Write a row for each student of the gradebook and each assignment; who has no score has an empty one.

    Points have two decimals, as Canvas shows them.
    """
    ungraded = set(scores.ungraded)
    extra = dict.fromkeys(student for student, _ in ungraded if student not in scores.students)
    rows: list[Sequence[object]] = []
    for assignment, maximum in scores.assignments.items():
        for student in (*scores.students, *sorted(extra)):
            who = scores.students.get(student)
            score = scores.of(student, assignment)
            if score is None:
                state = UNGRADED if (student, assignment) in ungraded else MISSING
                marks: tuple[object, ...] = (None, state, None, None, None)
            else:
                state = WAITS if score.waits else GRADED
                when = score.submitted.isoformat() if score.submitted else None
                marks = (when, state, *map(_points, (score.earned, score.penalty, score.points)))
            names = (who.last_name, who.first_name, who.email) if who else ("", "", "")
            rows.append((assignment, student, *names, *marks, _points(maximum)))
    return _csv(SCORES, rows)


def of_tests(verdicts: Iterable[Verdict]) -> str:
    """Write a row for each test of each submission."""
    rows: list[Sequence[object]] = []
    for verdict in verdicts:
        report = verdict.report
        for cell in report.cells:
            for mark in cell.tests:
                rows.append(
                    (
                        report.assignment, report.notebook, report.student, cell.grade_id,
                        mark.test, mark.sentence, "yes" if mark.hidden else "no", mark.outcome.value,
                        mark.earned, mark.points, mark.cases, mark.passed, mark.hint,
                    )
                )  # fmt: skip
    return _csv(TESTS, rows)


def _points(value: float) -> str:
    return f"{value:.2f}"


def _csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    from gradlab.grade.gradebook.spreadsheet import inert

    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return file.getvalue()
