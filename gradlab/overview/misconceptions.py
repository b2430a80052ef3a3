"""The misconceptions that reports show: known ones by the bank's hints, and losses that no file of the bank explains.

A file `wrong-*.py` of the bank says which tests its idea loses and which hint it gets. Who loses one of these tests and got this
hint has shown the idea. Where several files fit one exercise, the one that loses most nearly the same tests counts.
`survey` imports this room.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gradlab.course.bank import Variant
from gradlab.grade.report import Mark, Outcome
from gradlab.overview.facts import Misconception, Unexplained

SILENT = frozenset({Outcome.PASSED, Outcome.NOT_ATTEMPTED, Outcome.MANUAL, Outcome.GRADER_ERROR})
"""Outcomes that show no idea, wrong or right."""


@dataclass(frozen=True)
class Losses:
    """What one student lost in one assignment, by exercise."""

    student: str
    cells: Mapping[str, Sequence[Mark]]


@dataclass(frozen=True)
class Met:
    """The misconceptions of an assignment, met and not recognised."""

    known: tuple[Misconception, ...]
    unexplained: tuple[Unexplained, ...]
    by_student: Mapping[str, tuple[str, ...]]
    """Names of misconceptions."""
    explained: frozenset[tuple[str, str]]
    """Student and test of every loss that a misconception explains."""


class Bank:
    """The wrong submissions of one assignment, looked up by test and hint."""

    def __init__(self, variants: Iterable[Variant], tests: Iterable[str]) -> None:
        """Read off which tests each file loses.

        Args:
            variants: The bank.
            tests: Every test of the assignment.
        """
        every = frozenset(tests)
        self._wrong = [
            (one, one.lost(every), squeezed(one.hint)) for one in variants if one.kind == "wrong" and one.hint
        ]
        self._found: dict[tuple[str, str, str], tuple[Variant, ...]] = {}

    def shown(self, mark: Mark) -> tuple[Variant, ...]:
        """Return the files whose hint a lost test gave."""
        key = (mark.test, mark.message, mark.hint)
        if key not in self._found:
            said = squeezed(f"{mark.message} {mark.hint}")
            self._found[key] = tuple(
                one for one, loses, hint in self._wrong if mark.test in loses and hint in said
            )
        return self._found[key]

    def best(self, marks: Sequence[Mark]) -> Variant | None:
        """Return the file that explains what was lost in one exercise; None if none does."""
        lost = frozenset(mark.test for mark in marks)
        candidates = {one.name: one for mark in marks for one in self.shown(mark)}
        loses = {one.name: tests for one, tests, _ in self._wrong}
        cells = {test.split("::")[0] for test in lost}

        def fit(name: str) -> tuple[float, str]:
            # Within the exercise: what the same idea does elsewhere says nothing about this code.
            theirs = {test for test in loses[name] if test.split("::")[0] in cells}
            return -len(theirs & lost) / len(theirs | lost), name

        return candidates[min(candidates, key=fit)] if candidates else None


@dataclass
class _Sighting:
    """One misconception, as it is gathered."""

    variant: Variant
    students: list[str] = field(default_factory=list)
    tests: Counter[str] = field(default_factory=Counter)
    examples: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)


@dataclass
class _Loss:
    """One way to lose tests of an exercise, as it is gathered."""

    students: list[str] = field(default_factory=list)
    tests: Counter[str] = field(default_factory=Counter)
    hints: Counter[str] = field(default_factory=Counter)
    visible: Counter[str] = field(default_factory=Counter)
    hidden: Counter[str] = field(default_factory=Counter)

    def add(self, student: str, mark: Mark) -> None:
        """Add a test that a student lost."""
        if student not in self.students[-1:]:
            self.students.append(student)
        self.tests[mark.test] += 1
        self.hints.update([mark.hint] if mark.hint else [])
        (self.hidden if mark.hidden else self.visible).update([mark.message] if mark.message else [])


def met(assignment: str, losses: Iterable[Losses], bank: Bank) -> Met:
    """Count the misconceptions of a class.

    Args:
        assignment: Its name.
        losses: What each student lost, in a fixed order.
        bank: The assignment's.

    Returns:
        The known ones and the losses that none explains, each the most frequent first.
    """
    sightings: dict[str, _Sighting] = {}
    apart: dict[tuple[str, str, str], _Loss] = {}
    by_student: dict[str, list[str]] = {}
    explained: set[tuple[str, str]] = set()
    for one in losses:
        for exercise, marks in one.cells.items():
            telling = [mark for mark in marks if mark.outcome not in SILENT]
            if not telling:
                continue
            variant = bank.best(telling)
            if variant is None:
                for mark in telling:
                    # One mistake loses several tests of an exercise: what they say alike is one thing to look at.
                    key = (exercise, mark.outcome.value, mark.hint or mark.message)
                    apart.setdefault(key, _Loss()).add(one.student, mark)
                continue
            sighting = sightings.setdefault(variant.name, _Sighting(variant))
            if one.student not in sighting.students[-1:]:
                sighting.students.append(one.student)
                by_student.setdefault(one.student, []).append(short(variant))
            shown = [mark for mark in telling if variant in bank.shown(mark)]
            sighting.tests.update(mark.test for mark in shown)
            sighting.said.update(mark.hint for mark in shown if mark.hint)
            explained.update((one.student, mark.test) for mark in telling)
            # A hidden test's message says nothing; a visible one's shows the idea at work.
            sighting.examples.update(mark.message for mark in shown if not mark.hidden and mark.message)
    known = [_misconception(assignment, sighting) for sighting in sightings.values()]
    unexplained = [
        Unexplained(
            assignment=assignment,
            exercise=exercise,
            outcome=outcome,
            hint=_most(loss.hints),
            message=_most(loss.visible) or _most(loss.hidden),
            count=len(loss.students),
            students=tuple(loss.students),
            tests=_frequent(loss.tests),
        )
        for (exercise, outcome, _), loss in apart.items()
    ]
    return Met(
        tuple(sorted(known, key=lambda one: (-one.count, one.name))),
        tuple(
            sorted(
                unexplained, key=lambda one: (-one.count, one.exercise, one.outcome, one.hint, one.message)
            )
        ),
        {student: tuple(names) for student, names in by_student.items()},
        frozenset(explained),
    )


def _misconception(assignment: str, sighting: _Sighting) -> Misconception:
    variant = sighting.variant
    return Misconception(
        assignment=assignment,
        name=short(variant),
        idea=variant.about,
        hint=variant.hint,
        said=_most(sighting.said) or variant.hint,
        source=variant.source,
        count=len(sighting.students),
        students=tuple(sighting.students),
        tests=_frequent(sighting.tests),
        example=_most(sighting.examples),
    )


def _frequent(texts: Counter[str]) -> tuple[str, ...]:
    """Return texts, the most frequent first, then by the alphabet."""
    return tuple(sorted(texts, key=lambda text: (-texts[text], text)))


def _most(texts: Counter[str]) -> str:
    """Return the most frequent text, of several the first by the alphabet; empty if there is none."""
    return next(iter(_frequent(texts)), "")


def short(variant: Variant) -> str:
    """Return how a misconception is called: the file's name without its kind."""
    return variant.name.removeprefix("wrong-")


def squeezed(text: str) -> str:
    """Return `text` without its line breaks and runs of blanks: hints are wrapped differently in a report and in the bank."""
    return " ".join(text.split())
