"""A class in memory: one `Desk` for each student and assignment, whatever number of notebooks it has.

Students are called by their names or pseudonyms from here on; no other name reaches what is written. `survey` and `attention`
import this room.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import msgspec

from gradlab.grade.gradebook.standing import Standing, Standings
from gradlab.grade.papers import Kept, Paper
from gradlab.grade.report import CellMark, Mark, Outcome, Report, Timing
from gradlab.overview.facts import Status
from gradlab.overview.pseudonyms import Names

Outline: TypeAlias = tuple[tuple[str, float], ...]
"""Names and points of an assignment's tests."""
FULL = 1e-9


@dataclass(frozen=True)
class Desk:
    """What one student handed in for one assignment, and what came of it."""

    student: str
    assignment: str
    reports: tuple[Report, ...]
    timings: tuple[Timing, ...]
    standing: Standing | None
    cells: tuple[CellMark, ...]
    """Of all notebooks; named by notebook as well where there are several."""

    @property
    def status(self) -> Status:
        """How far it has come."""
        if not self.reports:
            return "not graded"
        if not all(report.scored for report in self.reports):
            return "unscored"
        return "refused" if any(report.refused for report in self.reports) else "graded"

    @property
    def earned(self) -> float | None:
        """Points by the tests; None where there are no marks."""
        if self.status in ("not graded", "unscored"):
            return None
        return round(sum(report.earned for report in self.reports), 6)

    @property
    def points(self) -> float:
        """Points that there are."""
        return sum(report.points for report in self.reports)

    @property
    def mark(self) -> float | None:
        """Points with what people added and what lateness takes, as the gradebook counts."""
        if self.earned is None or self.standing is None:
            return self.earned
        whole = self.earned + self.standing.manual + self.standing.extra_credit
        return round(max(0.0, whole - self.standing.late_penalty), 6)

    @cached_property
    def tests(self) -> tuple[Mark, ...]:
        """Every test's verdict."""
        return tuple(mark for cell in self.cells for mark in cell.tests)

    @property
    def blank(self) -> bool:
        """Whether no test was attempted."""
        return all(mark.outcome is Outcome.NOT_ATTEMPTED for mark in self.tests)

    @cached_property
    def outline(self) -> Outline:
        """Which tests it was graded by."""
        return tuple((mark.test, mark.points) for mark in self.tests)


@dataclass(frozen=True)
class Room:
    """One assignment."""

    assignment: str
    desks: tuple[Desk, ...]
    """By student."""
    outline: Outline
    """The tests that most submissions were graded by."""

    @cached_property
    def alike(self) -> tuple[Desk, ...]:
        """What was graded by the same tests: outcomes can be counted over it. Refused files were not tested."""
        return tuple(desk for desk in self.desks if desk.status == "graded" and desk.outline == self.outline)

    @property
    def attempted(self) -> tuple[Desk, ...]:
        """Of these, what items are analysed over. One who hands in a blank notebook loses every test, and would make each agree
        with all others."""
        return tuple(desk for desk in self.alike if not desk.blank)

    @property
    def pattern(self) -> Desk | None:
        """A submission that shows what tests there are."""
        return next(
            (desk for desk in self.desks if desk.outline == self.outline and desk.status != "unscored"), None
        )


def rooms(
    kept: Kept, waiting: Iterable[tuple[str, str]], standings: Standings | None, names: Names
) -> tuple[Room, ...]:
    """Seat a class.

    Args:
        kept: The reports.
        waiting: Student and assignment of what is in submitted/.
        standings: What the gradebook has.
        names: How students are called.

    Returns:
        One room for each assignment that has a report, by name.
    """
    papers: dict[str, dict[str, list[Paper]]] = {}
    for paper in kept.papers:
        papers.setdefault(paper.report.assignment, {}).setdefault(paper.report.student, []).append(paper)
    unread = {(one.student, one.assignment) for one in kept.damaged}
    for student, assignment in sorted(set(waiting) - unread):
        if assignment in papers:
            papers[assignment].setdefault(student, [])
    return tuple(
        _room(assignment, of_student, standings or {}, names)
        for assignment, of_student in sorted(papers.items())
    )


def _room(assignment: str, papers: Mapping[str, Sequence[Paper]], standings: Standings, names: Names) -> Room:
    notebooks = {paper.report.notebook for together in papers.values() for paper in together}
    desks = [
        Desk(
            student=names.of(student),
            assignment=assignment,
            reports=tuple(paper.report for paper in together),
            timings=tuple(paper.timing for paper in together if paper.timing is not None),
            standing=standings.get((student, assignment)),
            cells=tuple(
                _named(cell, paper.report.notebook if len(notebooks) > 1 else "", names)
                for paper in together
                for cell in paper.report.cells
            ),
        )
        for student, together in papers.items()
    ]
    tested = [desk.outline for desk in desks if desk.status == "graded"] or [
        desk.outline for desk in desks if desk.status == "refused"
    ]
    # The most frequent; of two, the longer one, and then any fixed one.
    counted = sorted(Counter(tested).items(), key=lambda one: (one[1], len(one[0]), one[0]))
    return Room(
        assignment,
        tuple(sorted(desks, key=lambda desk: desk.student)),
        counted[-1][0] if counted else (),
    )


def _named(cell: CellMark, notebook: str, names: Names) -> CellMark:
    """Return a cell under a name that is the only one in its assignment, and that names nobody."""
    prefix = f"{notebook}/" if notebook else ""
    if not prefix and not names.anonymous:
        return cell
    tests = tuple(
        msgspec.structs.replace(
            mark, test=prefix + mark.test, message=names.within(mark.message), hint=names.within(mark.hint)
        )
        for mark in cell.tests
    )
    return msgspec.structs.replace(cell, grade_id=prefix + cell.grade_id, tests=tests)
