"""Classes made of nothing: reports as grading would write them, small by hand or hundreds by a model of ability."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from gradlab.course.bank import Variant
from gradlab.grade import ledger
from gradlab.grade.papers import Kept, Paper
from gradlab.grade.report import CellMark, Graded, Mark, Outcome, Report, Timing
from gradlab.overview import facts
from gradlab.overview.survey import survey

HIDDEN_FAILED = "a hidden check does not get the value it expects"


def mark(test: str, outcome: Outcome = Outcome.PASSED, points: float = 1.0, **more: Any) -> Mark:
    """Make a test's verdict; it earns its points if it is passed, and what `earned` says otherwise."""
    earned = points if outcome is Outcome.PASSED else 0.0
    return Mark(
        **{"test": test, "sentence": test, "outcome": outcome, "earned": earned, "points": points, **more}
    )


def report(student: str, marks: Iterable[Mark], *, assignment: str = "lesson", **more: Any) -> Report:
    """Make a report of marks; tests of one cell become a cell."""
    cells: dict[str, list[Mark]] = {}
    for one in marks:
        cells.setdefault(one.test.split("::")[0], []).append(one)
    sums = [
        CellMark(
            grade_id=name,
            earned=round(sum(one.earned for one in tests), 6),
            points=sum(one.points for one in tests),
            tests=tuple(tests),
        )
        for name, tests in cells.items()
    ]
    return Report(
        **{
            "student": student,
            "assignment": assignment,
            "notebook": "lesson",
            "earned": round(sum(cell.earned for cell in sums), 6),
            "points": sum(cell.points for cell in sums),
            "cells": tuple(sums),
            "digest": f"of {student}",
            "versions": {"gradlab": "0", "jax": "0"},
            **more,
        }
    )


def row(student: str, passed: Sequence[bool | float], **more: Any) -> Report:
    """Make a report of what was earned of tests worth a point each, three to a cell."""
    marks = [
        mark(
            f"cell-{place // 3}-check::test_{place}",
            Outcome.PASSED if share == 1 else Outcome.FAILED,
            earned=float(share),
        )
        for place, share in enumerate(passed)
    ]
    return report(student, marks, **more)


def kept(*reports: Report, timing: Timing | None = None) -> Kept:
    """Keep reports in memory."""
    return Kept(tuple(Paper(one, timing) for one in reports))


def facts_of(*reports: Report, bank: Sequence[Variant] = (), **more: Any) -> facts.Overview:
    """Survey a class of one assignment."""
    names = {one.assignment for one in reports}
    return survey(kept(*reports), course="tests", banks={name: bank for name in names}, **more)


def store(root: Path, reports: Iterable[Report], timing: Timing | None = None) -> None:
    """Keep reports on disk, as `gradlab grade` does."""
    for one in reports:
        place = ledger.entry(root, one.student, one.assignment, one.notebook)
        place.store(
            Graded(report=one, timing=timing or Timing(wall_s=1.5, student_cpu_s=1.0, judge_cpu_s=0.5))
        )


EXERCISES = (
    "power-static",
    "power-fori",
    "power-scan",
    "newton-sqrt",
    "ar1-path",
    "logistic-orbit",
    "growth-path",
)
HINTS = (
    "fori_loop's body is (i, value), index first",
    "the history excludes the start: return the new value as the output of each step",
    "the carry keeps its dtype and shape: start it as what it becomes, such as 0.0 instead of an int",
    "a Python loop is unrolled: collect the history with lax.scan",
)
FIRST = (
    "Ada",
    "Bao",
    "Chidi",
    "Dana",
    "Emre",
    "Farah",
    "Gustav",
    "Hui",
    "Ikram",
    "João",
    "Kofi",
    "Lena",
    "Mateo",
    "Nadia",
)
LAST = (
    "Dubois",
    "Nguyen",
    "Okafor",
    "Levi",
    "Kaya",
    "Haddad",
    "Lund",
    "Zhang",
    "Benali",
    "Silva",
    "Mensah",
    "Vogel",
    "Ruiz",
)


def variants() -> list[Variant]:
    """Return a bank: one wrong submission for each exercise and hint."""
    return [
        Variant(
            name=f"wrong-{exercise}-{place}",
            kind="wrong",
            path=Path(f"wrong-{exercise}-{place}.py"),
            about=f"The idea {place} about {exercise}.",
            loses=frozenset({f"{exercise}-check::*"}),
            hint=hint,
            source=f"M{90 + place}",
        )
        for exercise in EXERCISES
        for place, hint in enumerate(HINTS[:3])
    ]


def class_of(size: int, assignments: Sequence[str] = ("08-loops",), seed: int = 1) -> list[Report]:
    """Make a class whose students differ in ability and whose exercises differ in difficulty (a Rasch model).

    One who loses an exercise loses several of its tests, with one hint. A few hand in nothing, the wrong file, or what crashes.
    """
    rng = np.random.default_rng(seed)
    ability = rng.normal(1.2, 1.1, size)
    names = [f"{FIRST[i % len(FIRST)]} {LAST[i // len(FIRST) % len(LAST)]} {i}" for i in range(size)]
    made = []
    for nth, assignment in enumerate(assignments):
        hard = rng.normal(0.2 * nth - 0.5, 0.8, len(EXERCISES))
        for student, able in zip(names, ability, strict=True):
            if rng.random() < 0.04 * nth:
                continue
            made.append(_drawn(student, assignment, float(able), hard, rng))
    return made


def _drawn(
    student: str, assignment: str, able: float, hard: np.ndarray[Any, Any], rng: np.random.Generator
) -> Report:
    fate = rng.random()
    refused = "this is a PDF, not a notebook; hand in the .ipynb file itself" if fate < 0.01 else ""
    nothing = refused or fate < 0.03
    marks: list[Mark] = []
    for exercise, difficulty in zip(EXERCISES, hard, strict=True):
        fine = rng.random() < 1 / (1 + np.exp(difficulty - able))
        outcome = (Outcome.FAILED, Outcome.ERROR, Outcome.NOT_ATTEMPTED, Outcome.TIMEOUT, Outcome.CRASHED)[
            int(rng.choice(5, p=(0.62, 0.2, 0.13, 0.03, 0.02)))
        ]
        hint = HINTS[int(rng.choice(len(HINTS), p=(0.5, 0.25, 0.15, 0.1)))]
        for place in range(5):
            lost = nothing or (not fine and rng.random() < 0.7)
            how = Outcome.NOT_ATTEMPTED if nothing else outcome
            name = f"{exercise}-check::test_{'abcde'[place]}"
            if not lost:
                marks.append(mark(name, hidden=place > 1))
            else:
                told = how in (Outcome.FAILED, Outcome.ERROR)
                message = (
                    HIDDEN_FAILED
                    if place > 1
                    else "check.close: `f(2.0)` has a wrong value\n  expected  8.0\n  yours     4.0"
                )
                marks.append(mark(name, how, hidden=place > 1, message=message * told, hint=hint * told))
    oddities = ("cell `newton-sqrt-check` is missing: the original was used",) if fate > 0.98 else ()
    return report(student, marks, assignment=assignment, refused=refused, oddities=oddities)


def altered(one: Report, **changes: Any) -> Report:
    """Return a report with other contents."""
    return msgspec.structs.replace(one, **changes)


def shares(overview: facts.Overview) -> Mapping[str, float | None]:
    """Return the share earned of each test of the first assignment."""
    return {test.test: test.share for test in overview.assignments[0].tests}
