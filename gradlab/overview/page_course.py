"""The parts of the page about the whole course: summary, what needs a human eye, students, a guide. `page` imports this room."""

from __future__ import annotations

from collections import Counter

from gradlab.overview import figures, page_heat
from gradlab.overview.facts import Attention, Overview, StudentMark
from gradlab.overview.markup import (
    Markup,
    element,
    joined,
    message,
    name,
    number,
    percent,
    plural,
    table,
    text,
)

LISTED = 100
"""Rows of a table on the page; the rest is in the CSV files. With messages, a thousand would be a megabyte."""
PER_KIND = 25
"""Rows of one kind of attention: two hundred timeouts must not hide one crash."""
TOP = 12
"""Misconceptions in the summary."""


def summary(facts: Overview) -> Markup:
    """Return the course at a glance."""
    heads = [
        ("assignment", ""), ("handed in", "n"), ("graded", "n"), ("unscored", "n"), ("mean", "n"), ("sd", "n"),
        ("median", "n"), ("full marks", "n"), ("zero", "n"), ("alpha", "n"),
    ]  # fmt: skip
    rows = [
        (
            element("a", text(one.assignment), href=f"#assignment-{place}"),
            f"{one.handed_in:,}", f"{one.graded:,}", f"{one.unscored:,}",
            percent(one.marks.mean), percent(one.marks.sd), percent(one.marks.median),
            percent(one.marks.full), percent(one.marks.zero), number(one.consistency.alpha, ".2f"),
        )
        for place, one in enumerate(facts.assignments, start=1)
    ]  # fmt: skip
    several = len([one for one in facts.assignments if one.marks.n]) > 1
    return element(
        "section",
        element("h2", "Summary", id="summary", class_="stay"),
        table("Marks in % of the points; sd: standard deviation; alpha: see the guide", heads, rows),
        figures.course(facts.assignments).markup(
            "A box for each assignment: the quartiles of its marks; the table above holds the numbers.",
            "Marks by assignment. Box: the middle half; thick line: median; diamond: mean; line: from lowest to highest.",
        )
        if several
        else None,
        page_heat.of_course(facts) if len(facts.assignments) > 1 else None,
        _ideas(facts),
    )


def _ideas(facts: Overview) -> Markup | None:
    met = [idea for one in facts.assignments for idea in one.misconceptions]
    if not met:
        return None
    graded = {one.assignment: one.graded for one in facts.assignments}
    first = sorted(met, key=lambda idea: (-idea.count, idea.assignment, idea.name))[:TOP]
    left = len(met) - len(first)
    return joined(
        element("h3", "Misconceptions met most often"),
        table(
            "Recognised by the hint that a report gave; each assignment's section has all of them, with who and an example",
            [("what", "w"), ("assignment", "s"), ("students", "n"), ("of graded", "n")],
            [
                (
                    joined(
                        text(idea.idea),
                        " ",
                        element("span", text(idea.source), class_="tag") if idea.source else None,
                    ),
                    text(idea.assignment),
                    f"{idea.count:,}",
                    percent(idea.count / graded[idea.assignment]) if graded[idea.assignment] else "–",
                )
                for idea in first
            ],
            left_out=f"{left} more are in their assignments' sections." if left else "",
        ),
    )


def attention(facts: Overview) -> Markup:
    """Return what a person should look at."""
    if not facts.attention:
        body: Markup = element("p", "Nothing: every submission was graded, and none is unusual.")
    else:
        counts = Counter(one.kind for one in facts.attention)
        seen: Counter[str] = Counter()
        shown = []
        for one in facts.attention:
            seen[one.kind] += 1
            if seen[one.kind] <= PER_KIND:
                shown.append(one)
        left = len(facts.attention) - len(shown)
        body = joined(
            element(
                "p",
                "The gravest first: ",
                ", ".join(f"{count:,} × {kind}" for kind, count in counts.items()),
                ".",
            ),
            table(
                "Look at each report with gradlab show reports/STUDENT/ASSIGNMENT/NOTEBOOK.json",
                [("student", ""), ("assignment", "s"), ("why", "s"), ("what", "w")],
                [_entry(one) for one in shown],
                left_out=f"{plural(left, 'more entry', 'more entries')} in attention.csv (--csv DIR)."
                if left
                else "",
            ),
        )
    return element("section", element("h2", "Needs a human eye", id="attention"), body)


def _entry(one: Attention) -> tuple[str | Markup, ...]:
    return (
        name(one.student),
        text(one.assignment),
        element("span", one.kind, class_="tag"),
        joined(
            text(one.what),
            f": {text(', '.join(one.tests))}" if one.tests else None,
            message(one.detail),
        ),
    )


def students(facts: Overview) -> Markup:
    """Return every student's marks."""
    by_student: dict[str, dict[str, StudentMark]] = {}
    for assignment in facts.assignments:
        for one in assignment.submissions:
            by_student.setdefault(one.student, {})[one.assignment] = one
    names = [one.assignment for one in facts.assignments]
    shown = sorted(by_student)[:LISTED]
    left = len(by_student) - len(shown)
    caption = "Points, as the gradebook has them: with manual marks and extra credit (+), less late penalties (late)"
    return element(
        "section",
        element("h2", "Students", id="students"),
        table(
            caption if facts.gradebook else "Points by the tests; no gradebook was read",
            [("student", ""), *((text(one), "n") for one in names), ("misconceptions", "w")],
            [
                (
                    name(student),
                    *(_mark(by_student[student].get(one)) for one in names),
                    text(
                        ", ".join(idea for one in by_student[student].values() for idea in one.misconceptions)
                    ),
                )
                for student in shown
            ],
            left_out=f"{plural(left, 'more student')} in students.csv (--csv DIR)." if left else "",
        ),
    )


def _mark(one: StudentMark | None) -> str:
    if one is None:
        return ""
    if one.mark is None:
        return one.status
    said = f"{number(one.mark)} of {number(one.points)}"
    notes = [
        f"{number(one.manual)} by hand" if one.manual else "",
        f"+ {number(one.extra_credit)}" if one.extra_credit else "",
        f"{number(-one.late_penalty)} late" if one.late_penalty else "",
        one.status if one.status == "refused" else "",
    ]
    kept = ", ".join(filter(None, notes))
    return f"{said} ({kept})" if kept else said


GUIDE = (
    ("share earned",
     "How difficult a test is: the mean share of its points over the submissions that attempted anything. 100 %: everybody "
     "passes, which is fine for a first step and tells nothing about who understood. Below 30 %, read the misconceptions beside "
     "it: either the idea is hard, or the task does not say what the test wants."),
    ("discrimination",
     "The correlation of a test with the points of all other tests of the assignment (corrected item-total; for a test without "
     "partial credit the point-biserial correlation). Above 0.3: who passes it does well elsewhere. Near 0: it measures "
     "something else, or chance. Below 0: students who do well lose it; read the test again. It says little for a test that "
     "nearly all pass or lose, and in a class of n it is uncertain by about 1/√n: 0.3 in a class of ten."),
    ("alpha",
     "Cronbach's alpha: how far the tests of an assignment agree, from 0 to 1. Tests of one exercise are lost together, which "
     "raises it; a course that teaches several things at once has a lower one for good reasons. It is not the quality of an "
     "exam, and it is left out below ten submissions."),
    ("misconceptions",
     "A report shows one when a test that the bank's file loses was lost with that file's hint. A short hint fits loosely: read "
     "the example. What no file explains is listed apart: each is a candidate for a new wrong-*.py with a hint."),
    ("near misses",
     "Failed, not explained by a known misconception, and close: numbers within 1 % of the expected ones, few entries of a "
     "large array, or all cases but one. A tolerance may be too tight, or a corner case unsaid. Hidden tests tell their "
     "numbers only to gradlab grade --reveal --force."),
    ("what is counted",
     "Marks: every submission with a mark, refused files as 0. Items: no refused and no blank files, and only those graded by "
     "the tests that most were graded by. Equal or similar marks say nothing about how they came about: students who share a "
     "misconception lose the same tests."),
)  # fmt: skip


def guide(facts: Overview) -> Markup:
    """Return how to read the page."""
    return element(
        "section",
        element("h2", "How to read this page", id="guide"),
        *(element("p", element("strong", f"{term[0].upper()}{term[1:]}. "), words) for term, words in GUIDE),
    )
