"""The class as four CSV files. What came from a submission is text that no spreadsheet runs. `cli` imports this room."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from gradlab.grade.gradebook.spreadsheet import inert
from gradlab.overview.facts import Overview

FILES = ("students.csv", "tests.csv", "misconceptions.csv", "attention.csv")

Row = Sequence[object]


def tables(facts: Overview) -> dict[str, bytes]:
    """Return the files by name, in UTF-8, the first row a heading; a number that is not defined is an empty cell."""
    rows = {
        "students.csv": _students(facts),
        "tests.csv": _tests(facts),
        "misconceptions.csv": _misconceptions(facts),
        "attention.csv": _attention(facts),
    }
    return {name: _written(lines) for name, lines in rows.items()}


def _written(rows: Iterable[Row]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    for row in rows:
        writer.writerow([inert(round(cell, 6) if isinstance(cell, float) else cell) for cell in row])
    # A name may hold half of a pair of surrogates.
    return file.getvalue().encode("utf-8", "backslashreplace")


def _students(facts: Overview) -> Iterator[Row]:
    yield (
        "student", "assignment", "status", "earned", "points", "manual", "extra_credit", "late_penalty", "mark",
        "misconceptions", "wall_s", "student_cpu_s", "judge_cpu_s", "restarts",
    )  # fmt: skip
    for assignment in facts.assignments:
        for one in assignment.submissions:
            yield (
                one.student, one.assignment, one.status, one.earned, one.points, one.manual, one.extra_credit,
                one.late_penalty, one.mark, " ".join(one.misconceptions), one.wall_s, one.student_cpu_s,
                one.judge_cpu_s, one.restarts,
            )  # fmt: skip


def _tests(facts: Overview) -> Iterator[Row]:
    from gradlab.grade.report import Outcome

    yield (
        "assignment", "number", "test", "exercise", "sentence", "hidden", "points", "n", "share", "discrimination",
        "why_not", *(one.value.replace(" ", "_") for one in Outcome),
    )  # fmt: skip
    for assignment in facts.assignments:
        for one in assignment.tests:
            yield (
                assignment.assignment, one.number, one.test, one.exercise, one.sentence, int(one.hidden), one.points,
                one.n, one.share, one.discrimination, one.why_not,
                *(one.outcomes.get(outcome.value, 0) for outcome in Outcome),
            )  # fmt: skip


def _misconceptions(facts: Overview) -> Iterator[Row]:
    """Yield known ones first, then, without a name, the losses that none explains."""
    yield "assignment", "name", "idea", "source", "students", "tests", "outcome", "hint", "message", "who"
    for assignment in facts.assignments:
        for one in assignment.misconceptions:
            yield (
                one.assignment, one.name, one.idea, one.source, one.count, " ".join(one.tests), "", one.said,
                one.example, ", ".join(one.students),
            )  # fmt: skip
        for loss in assignment.unexplained:
            yield (
                loss.assignment, "", "", "", loss.count, " ".join(loss.tests), loss.outcome, loss.hint, loss.message,
                ", ".join(loss.students),
            )  # fmt: skip


def _attention(facts: Overview) -> Iterator[Row]:
    yield "kind", "student", "assignment", "what", "tests", "detail"
    for one in facts.attention:
        yield one.kind, one.student, one.assignment, one.what, " ".join(one.tests), one.detail
