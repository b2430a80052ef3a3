"""What a regrade changes: the marks that the gradebook has for a file, beside what the same file gets now.

A file that was handed in anew is no regrade: its marks are expected to be others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from gradlab.cli.tables import number
from gradlab.grade.ledger import Recorded
from gradlab.grade.report import Graded, Mark, Outcome, Report
from gradlab.notebook import printable


@dataclass(frozen=True)
class Change:
    """One test of one student that is judged differently now."""

    student: str
    assignment: str
    test: str
    before: Mark | None
    """None: there was no such test."""
    now: Mark | None
    """None: there is no such test any more."""


def changes(recorded: Recorded | None, graded: Graded) -> list[Change]:
    """Return what is judged differently; nothing for a file that was not recorded or was handed in anew."""
    if recorded is None or not recorded.handed_in or recorded.handed_in != graded.handed_in:
        return []
    return differences(recorded.report, graded.report)


def differences(one: Report, other: Report) -> list[Change]:
    """Return the tests on which two reports on the same file do not agree."""
    before, now = one.marks(), other.marks()
    return [
        Change(other.student, other.assignment, test, before.get(test), now.get(test))
        for test in {**before, **now}
        if _verdict(before.get(test)) != _verdict(now.get(test))
    ]


def table(found: Sequence[Change]) -> Table:
    """Return the regrade diff: student, test, old and new."""
    shown = Table(show_edge=False, pad_edge=False, box=None)
    for name in ("student", "assignment", "test", "before", "now"):
        shown.add_column(name, overflow="fold")
    for change in sorted(found, key=lambda one: (one.assignment, one.student)):
        names = (change.student, change.assignment, change.test)
        cells = [*map(printable, names), words(change.before), words(change.now)]
        shown.add_row(*map(Text, cells))
    return shown


def words(mark: Mark | None) -> str:
    """Say what a test got."""
    if mark is None:
        return "no such test"
    said = "" if mark.outcome is Outcome.PASSED else f", {mark.outcome.value}"
    return f"{number(mark.earned)} of {number(mark.points)}{said}"


def _verdict(mark: Mark | None) -> tuple[float, float, Outcome] | None:
    return None if mark is None else (mark.earned, mark.points, mark.outcome)
