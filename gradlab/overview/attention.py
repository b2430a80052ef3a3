"""Submissions that a person should look at. It says what happened, and suspects nobody.

`survey` imports this room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias, get_args

from gradlab.grade.papers import Damaged
from gradlab.grade.report import HIDDEN_FAILED, Mark, Outcome
from gradlab.overview.classroom import FULL, Desk, Room
from gradlab.overview.facts import Attention, Kind
from gradlab.overview.misconceptions import Met
from gradlab.overview.nearness import near
from gradlab.overview.pseudonyms import Names

GRAVITY = {kind: place for place, kind in enumerate(get_args(Kind))}
"""The gravest first: what has no mark, then what may have a wrong one, then what deserves a thought."""
Say: TypeAlias = Callable[..., Attention]
"""Makes an entry about the submission at hand: kind, what, marks, detail."""
LOST = {
    Outcome.CRASHED: ("crashed", "its process ended"),
    Outcome.MEMORY: ("memory", "used more memory than it may"),
    Outcome.TIMEOUT: ("timeout", "gave no answer in time"),
}


def attention(
    rooms: Iterable[tuple[Room, Met]], damaged: Iterable[Damaged], names: Names, *, booked: bool
) -> tuple[Attention, ...]:
    """List what needs a human eye.

    Args:
        rooms: The class, and what explains its losses.
        damaged: Files that should be reports.
        names: How students are called.
        booked: Whether there is a gradebook.

    Returns:
        One entry for each submission and reason, the gravest first, then by assignment and student.
    """
    found = [
        Attention(
            kind="damaged report",
            student=names.of(one.student),
            assignment=one.assignment,
            what="its report cannot be read: grade it again with --force",
            detail=names.within(f"{one.path.name}: {one.why}"),
        )
        for one in damaged
    ]
    for room, met in rooms:
        for desk in room.desks:
            found += _of(desk, room, met, names, booked=booked)
    return tuple(sorted(found, key=lambda one: (GRAVITY[one.kind], one.assignment, one.student, one.tests)))


def _of(desk: Desk, room: Room, met: Met, names: Names, *, booked: bool) -> Iterator[Attention]:
    def say(kind: Kind, what: str, marks: Iterable[Mark] = (), detail: str = "") -> Attention:
        return Attention(
            kind=kind,
            student=desk.student,
            assignment=desk.assignment,
            what=names.within(what),
            tests=tuple(mark.test for mark in marks),
            detail=names.within(detail),
        )

    if desk.status == "not graded":
        yield say("not graded", "handed in and not graded yet")
    for report in desk.reports:
        if report.grader_error:
            yield say("grader error", "the grader failed: no mark", detail=report.grader_error)
        if report.refused:
            yield say(
                "refused", "the file cannot be this assignment, and earns nothing", detail=report.refused
            )
        if report.sandbox == "none":
            yield say("no sandbox", "graded without a sandbox: its code could reach the grader")
        if report.oddities:
            yield say("oddity", "; ".join(report.oddities))
    yield from _losses(desk, met, say)
    if desk.status == "graded" and desk.outline != room.outline:
        yield say("other tests", "graded by other tests than most: grade it again")
    if booked and desk.earned is not None:
        yield from _booked(desk, say)


def _losses(desk: Desk, met: Met, say: Say) -> Iterator[Attention]:
    for outcome, (kind, what) in LOST.items():
        lost = [mark for mark in desk.tests if mark.outcome is outcome]
        if lost:
            yield say(kind, what, lost)
    for mark in desk.tests:
        nearly = near(mark)
        # A near miss that a known misconception explains is lost for a reason.
        if nearly is not None and (desk.student, mark.test) not in met.explained:
            detail = mark.hint if mark.message in ("", HIDDEN_FAILED) else mark.message
            yield say("near miss", nearly.what, [mark], detail)


def _booked(desk: Desk, say: Say) -> Iterator[Attention]:
    standing = desk.standing
    if standing is None:
        yield say("other marks in the gradebook", "not in the gradebook: `gradlab grade` records it")
        return
    if standing.waiting and desk.status == "graded":
        yield say("needs manual grading", f"{standing.waiting} cells wait for a person in the formgrader")
    if desk.earned is not None and abs(standing.auto - desk.earned) > FULL * max(1.0, desk.points):
        yield say(
            "other marks in the gradebook",
            f"the tests gave {desk.earned:g} in the report and {standing.auto:g} in the gradebook: "
            "`gradlab grade` records what a regrade changes",
        )
