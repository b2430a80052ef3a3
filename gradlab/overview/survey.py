"""From reports to the facts of a class. `cli` imports this room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from gradlab.course.bank import Variant
from gradlab.grade import phases
from gradlab.grade.gradebook.standing import Standings
from gradlab.grade.papers import Kept
from gradlab.grade.report import HIDDEN_FAILED, CellMark, Mark, Outcome
from gradlab.overview import distribution, items
from gradlab.overview.attention import attention
from gradlab.overview.classroom import Desk, Room, rooms
from gradlab.overview.facts import (
    Assignment,
    Consistency,
    Exercise,
    Overview,
    StudentMark,
    Test,
    Timings,
)
from gradlab.overview.misconceptions import Bank, Losses, Met, met
from gradlab.overview.pseudonyms import Names


def survey(
    kept: Kept,
    *,
    course: str,
    banks: Mapping[str, Sequence[Variant]],
    waiting: Iterable[tuple[str, str]] = (),
    standings: Standings | None = None,
    names: Names | None = None,
) -> Overview:
    """Find out about a class all that its reports tell.

    Args:
        kept: The reports.
        course: The course's name.
        banks: Known submissions by assignment.
        waiting: Student and assignment of what has been handed in, graded or not.
        standings: What the gradebook has; None if there is none.
        names: How students are called; by default as they are.

    Returns:
        The facts: the same for the same reports, bank and gradebook.
    """
    names = names or Names()
    seated = rooms(kept, waiting, standings, names)
    ideas = [_met(room, banks.get(room.assignment, ())) for room in seated]
    facts = tuple(
        _assignment(room, found, banked=bool(banks.get(room.assignment)))
        for room, found in zip(seated, ideas, strict=True)
    )
    versions = {
        f"{name} {version}" for paper in kept.papers for name, version in paper.report.versions.items()
    }
    return Overview(
        course=course,
        anonymous=names.anonymous,
        students=len({desk.student for room in seated for desk in room.desks}),
        gradebook=standings is not None,
        versions=tuple(sorted(versions)),
        assignments=facts,
        attention=attention(
            zip(seated, ideas, strict=True), kept.damaged, names, booked=standings is not None
        ),
    )


def _assignment(room: Room, found: Met, *, banked: bool) -> Assignment:
    graded = [desk for desk in room.desks if desk.mark is not None]
    shares = np.array([[_share(m) for m in desk.tests] for desk in room.attempted], dtype=np.float64)
    shares = shares.reshape(len(room.attempted), len(room.outline))
    points = np.array([worth for _, worth in room.outline], dtype=np.float64)
    alpha = items.alpha(shares, points)
    status = Counter(desk.status for desk in room.desks)
    return Assignment(
        assignment=room.assignment,
        points=max((desk.points for desk in room.desks), default=0.0),
        handed_in=len(room.desks),
        graded=len(graded),
        unscored=status["unscored"],
        refused=status["refused"],
        waiting=status["not graded"],
        analysed=len(room.attempted),
        marks=distribution.marks(
            [desk.mark / desk.points for desk in graded if desk.mark is not None and desk.points]
        ),
        consistency=Consistency(alpha=alpha.value, n=alpha.n, tests=alpha.tests, why_not=alpha.why_not),
        exercises=_exercises(room),
        tests=_tests(room, items.analyse(shares, points)),
        misconceptions=found.known,
        unexplained=found.unexplained,
        revealed=_revealed(room),
        banked=banked,
        timings=_timings(room),
        submissions=tuple(_student_mark(desk, room, found) for desk in room.desks),
    )


def _share(mark: Mark) -> float:
    """Return the share of a test that was earned; of one that is worth nothing, whether it was passed."""
    return mark.earned / mark.points if mark.points else float(mark.outcome is Outcome.PASSED)


def _tests(room: Room, analysed: Sequence[items.Item]) -> tuple[Test, ...]:
    if room.pattern is None:
        return ()
    n = len(room.attempted)
    outcomes = [
        Counter(marks)
        for marks in zip(*([m.outcome.value for m in d.tests] for d in room.alike), strict=True)
    ]
    return tuple(
        Test(
            number=number,
            test=mark.test,
            exercise=cell.grade_id,
            sentence=mark.sentence,
            hidden=mark.hidden,
            points=mark.points,
            n=n,
            share=item.share,
            discrimination=item.discrimination,
            why_not=item.why_not,
            outcomes=dict(outcomes[number - 1]) if outcomes else {},
        )
        for number, ((cell, mark), item) in enumerate(
            zip(_marks(room.pattern), analysed, strict=True), start=1
        )
    )


def _marks(desk: Desk) -> list[tuple[CellMark, Mark]]:
    return [(cell, mark) for cell in desk.cells for mark in cell.tests]


def _exercises(room: Room) -> tuple[Exercise, ...]:
    """Count outcomes by exercise, over all submissions; those that the grader failed on count as its errors."""
    if room.pattern is None:
        return ()
    unscored = sum(desk.status == "unscored" for desk in room.desks)
    rows = []
    for place, cell in enumerate(room.pattern.cells):
        theirs = [desk.cells[place] for desk in room.alike]
        outcomes = Counter(mark.outcome.value for one in theirs for mark in one.tests)
        if cell.manual:
            outcomes[Outcome.MANUAL.value] += len(theirs)
        if unscored:
            outcomes[Outcome.GRADER_ERROR.value] += unscored * max(1, len(cell.tests))
        share = (
            sum(one.earned for one in theirs) / (len(theirs) * cell.points)
            if theirs and cell.points
            else None
        )
        rows.append(
            Exercise(
                exercise=cell.grade_id,
                points=cell.points,
                share=None if cell.manual else share,
                outcomes=dict(outcomes),
            )
        )
    return tuple(rows)


def _met(room: Room, bank: Sequence[Variant]) -> Met:
    losses = [
        Losses(desk.student, {cell.grade_id: cell.tests for cell in desk.cells})
        for desk in room.desks
        if desk.status == "graded"
    ]
    return met(room.assignment, losses, Bank(bank, [test for test, _ in room.outline]))


def _revealed(room: Room) -> bool:
    """Whether hidden tests that failed tell what they compared; without one that failed, nothing was left out."""
    hidden = [
        mark.message
        for desk in room.desks
        for mark in desk.tests
        if mark.hidden and mark.outcome is Outcome.FAILED
    ]
    return HIDDEN_FAILED not in hidden


def _timings(room: Room) -> Timings:
    spent = [timing for desk in room.desks for timing in desk.timings]
    return Timings(
        n=len(spent),
        wall=distribution.spread([one.wall_s for one in spent]),
        student_cpu=distribution.spread([one.student_cpu_s for one in spent]),
        judge_cpu=distribution.spread([one.judge_cpu_s for one in spent]),
        phases=phases.added(one.phases for one in spent),
    )


def _student_mark(desk: Desk, room: Room, found: Met) -> StudentMark:
    alike = desk.outline == room.outline and desk.status == "graded"
    standing = desk.standing
    timed = bool(desk.timings)
    return StudentMark(
        student=desk.student,
        assignment=desk.assignment,
        status=desk.status,
        earned=desk.earned,
        points=desk.points,
        manual=standing.manual if standing else 0.0,
        extra_credit=standing.extra_credit if standing else 0.0,
        late_penalty=standing.late_penalty if standing else 0.0,
        mark=desk.mark,
        results=tuple(_share(mark) for mark in desk.tests) if alike else (),
        outcomes=tuple(mark.outcome.value for mark in desk.tests) if alike else (),
        misconceptions=found.by_student.get(desk.student, ()),
        wall_s=sum(one.wall_s for one in desk.timings) if timed else None,
        student_cpu_s=sum(one.student_cpu_s for one in desk.timings) if timed else None,
        judge_cpu_s=sum(one.judge_cpu_s for one in desk.timings) if timed else None,
        restarts=sum(one.restarts for one in desk.timings),
    )
