"""The misconceptions of one assignment on the page, and what none explains. `page_assignment` imports this room."""

from __future__ import annotations

from collections.abc import Sequence

from gradlab.overview.facts import Assignment, Misconception, Unexplained
from gradlab.overview.markup import Markup, element, joined, message, name, percent, plural, table, text

LISTED = 40
NAMED = 6
"""Students that are named at once; the others unfold."""
UNFOLDED = 60


def known(facts: Assignment) -> Markup | None:
    """Return the misconceptions met, with how many met them and an example."""
    if not facts.banked:
        return None
    title = element("h3", "Misconceptions met")
    if not facts.misconceptions:
        return joined(title, element("p", "None that the bank knows."))
    shown = facts.misconceptions[:LISTED]
    left = len(facts.misconceptions) - len(shown)
    return joined(
        title,
        table(
            "By the hint that a lost test gave; the most frequent first",
            [
                ("idea, and what its students read", "idea"),
                ("students", "n"),
                ("of graded", "n"),
                ("who", ""),
            ],
            [_idea(one, facts.graded) for one in shown],
            left_out=f"{left} more in misconceptions.csv (--csv DIR)." if left else "",
        ),
    )


def _idea(one: Misconception, graded: int) -> tuple[str | Markup, ...]:
    return (
        joined(
            element("strong", text(one.idea)),
            " ",
            element("span", text(one.source), class_="tag") if one.source else None,
            element("p", f"“{text(one.said)}”", class_="hint"),
            message(one.example),
            element(
                "p", f"{name(one.name)}.py; lost: {text(', '.join(map(_brief, one.tests)))}", class_="note"
            ),
        ),
        f"{one.count:,}",
        percent(one.count / graded) if graded else "–",
        students(one.students),
    )


def unknown(facts: Assignment) -> Markup | None:
    """Return the losses that no file of the bank explains."""
    if not facts.unexplained:
        return None
    shown = facts.unexplained[:LISTED]
    left = len(facts.unexplained) - len(shown)
    words = (
        "No file of the bank loses these tests with these hints: candidates for a new wrong-*.py and a hint."
        if facts.banked
        else "This assignment has no bank: grader_tests/ holds wrong submissions with the hint that each must get."
    )
    blind = (
        "" if facts.revealed else " Hidden tests tell what they compared when graded with --reveal --force."
    )
    return joined(
        element("h3", "Failed with no known misconception"),
        element("p", words + blind),
        table(
            "The most frequent first",
            [("exercise", "s"), ("outcome", "s"), ("what was said", "idea"), ("students", "n"), ("who", "")],
            [_loss(one) for one in shown],
            left_out=f"{left} more in misconceptions.csv (--csv DIR)." if left else "",
        ),
    )


def _loss(one: Unexplained) -> tuple[str | Markup, ...]:
    return (
        text(one.exercise.removesuffix("-check")),
        one.outcome,
        joined(
            element("p", f"“{text(one.hint)}”", class_="hint") if one.hint else None,
            message(one.message),
            element("p", f"lost: {text(', '.join(map(_brief, one.tests)))}", class_="note"),
        ),
        f"{one.count:,}",
        students(one.students),
    )


def students(names: Sequence[str]) -> str | Markup:
    """Return who, a few at once."""
    first = ", ".join(map(name, names[:NAMED]))
    if len(names) <= NAMED:
        return first
    rest = ", ".join(map(name, names[NAMED : NAMED + UNFOLDED]))
    more = len(names) - NAMED
    end = f", and {plural(more - UNFOLDED, 'more', 'more')}" if more > UNFOLDED else ""
    return joined(first, element("details", element("summary", f"and {more:,} more"), rest + end))


def _brief(test: str) -> str:
    """Return a test's name without what every test's name has."""
    return test.replace("-check::test_", ": ").replace("::test_", ": ").replace("_", " ")
