"""Heat-maps: who earned what. A table with a sign in every cell for a class of tens, a figure for one of hundreds.

Rows are sorted by total, columns by difficulty, ties by name: the order never depends on how reports were read.
`page`'s other parts import this room.
"""

from __future__ import annotations

from collections.abc import Sequence

from gradlab.grade.report import Outcome
from gradlab.overview import figures
from gradlab.overview.facts import Assignment, Overview, StudentMark
from gradlab.overview.markup import Markup, element, joined, name, number, percent, scrolled, text

ROWS = 60
"""More rows than this are a figure: nobody reads two hundred names, and each costs a kilobyte."""
SIGNS = {
    Outcome.FAILED: ("−", "l"),
    Outcome.ERROR: ("E", "l"),
    Outcome.TIMEOUT: ("T", "x"),
    Outcome.MEMORY: ("M", "x"),
    Outcome.CRASHED: ("C", "x"),
    Outcome.NOT_ATTEMPTED: (".", "o"),
    Outcome.MANUAL: ("P", "o"),
    Outcome.GRADER_ERROR: ("G", "o"),
}
"""Sign and class of what earned nothing."""
KEY = "+ all points, 1–9 tenths of them, − failed, E error, T timeout, M memory, C crashed, . not attempted"


def of_assignment(facts: Assignment) -> Markup | None:
    """Return students × tests; None where there is nothing to show."""
    rows = sorted(
        (one for one in facts.submissions if one.results), key=lambda one: (-(one.earned or 0.0), one.student)
    )
    if not rows:
        return None
    order = sorted(range(len(facts.tests)), key=lambda i: (-_ease(rows, i), i))
    title = element("h3", "Students × tests")
    if len(rows) > ROWS:
        matrix = [[one.results[i] for i in order] for one in rows]
        labels = [str(facts.tests[i].number) for i in order]
        picture = figures.heat(
            matrix, labels, "test, by its number; easy ones on the left", "students, the best at the top"
        )
        return joined(
            title,
            picture.markup(
                f"Heat-map of {len(rows)} students by {len(order)} tests; students.csv and tests.csv hold the numbers.",
                f"What {len(rows):,} students earned of each test; dark is lost. Sorted by total and by difficulty"
                + (
                    f"; a row is the mean of {len(rows) / figures.CELLS:.1f} students."
                    if len(rows) > figures.CELLS
                    else "."
                ),
            ),
        )
    heads = [
        element(
            "th", element("abbr", str(facts.tests[i].number), title=text(facts.tests[i].test)), scope="col"
        )
        for i in order
    ]
    body = [
        element(
            "tr",
            element("th", name(one.student), scope="row"),
            *(_cell(one.results[i], one.outcomes[i]) for i in order),
            element("td", number(one.earned), class_="n"),
        )
        for one in rows
    ]
    caption = f"Columns: tests by number, easy ones on the left. {KEY}"
    return joined(title, _grid(caption, heads, body, "points"))


def of_course(facts: Overview) -> Markup | None:
    """Return students × assignments: marks in percent; None where there are none."""
    marks: dict[str, dict[str, float]] = {}
    for assignment in facts.assignments:
        for one in assignment.submissions:
            if one.mark is not None and one.points:
                marks.setdefault(one.student, {})[one.assignment] = one.mark / one.points
    if not marks:
        return None
    names = [one.assignment for one in facts.assignments]
    # What is missing counts as nothing here: the order is for looking, not a mark.
    rows = sorted(marks, key=lambda student: (-round(sum(marks[student].values()), 9), student))
    title = element("h3", "Students × assignments")
    if len(rows) > ROWS:
        picture = figures.heat(
            [[marks[student].get(one) for one in names] for student in rows],
            [figures.label(one).split("-")[0] for one in names],
            "assignment",
            "students, the best at the top",
        )
        return joined(
            title,
            picture.markup(
                f"Heat-map of {len(rows)} students by {len(names)} assignments; students.csv holds the numbers.",
                f"What {len(rows):,} students earned of each assignment; dark is lost, white is nothing handed in"
                + (
                    f"; a row is the mean of {len(rows) / figures.CELLS:.1f} students."
                    if len(rows) > figures.CELLS
                    else "."
                ),
            ),
        )
    heads = [element("th", text(one), scope="col") for one in names]
    body = [
        element(
            "tr",
            element("th", name(student), scope="row"),
            *(_percent(marks[student].get(one)) for one in names),
            element("td", percent(sum(marks[student].values()) / len(names)), class_="n"),
        )
        for student in rows
    ]
    return joined(
        title,
        _grid("Marks in % of the points; dark is lost, empty is nothing handed in", heads, body, "mean"),
    )


def _grid(caption: str, heads: Sequence[Markup], body: Sequence[Markup], last: str) -> Markup:
    head = element(
        "tr", element("th", "student", scope="col"), *heads, element("th", last, scope="col", class_="n")
    )
    whole = element("table", element("thead", head), element("tbody", *body), class_="heat")
    return scrolled(caption, whole)


def _cell(share: float | None, outcome: str) -> Markup:
    if share is not None and share >= 1 - 1e-9:
        return element("td", "+", class_="p")
    if share:
        return element("td", str(min(9, max(1, round(10 * share)))), class_="q" if share >= 0.5 else "h")
    sign, kind = SIGNS.get(Outcome(outcome), ("−", "l"))
    return element("td", sign, class_=kind)


def _percent(share: float | None) -> Markup:
    if share is None:
        return element("td", class_="o")
    kind = next((k for least, k in ((0.9, "p"), (0.7, "q"), (0.4, "h")) if share >= least), "l")
    return element("td", str(round(100 * share)), class_=kind)


def _ease(rows: Sequence[StudentMark], test: int) -> float:
    return round(sum(one.results[test] or 0.0 for one in rows), 9)
