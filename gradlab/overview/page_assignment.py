"""The part of the page about one assignment. `page` imports this room."""

from __future__ import annotations

from gradlab.grade import phases
from gradlab.grade.report import Outcome
from gradlab.overview import figures, page_heat, page_misconceptions
from gradlab.overview.facts import Assignment, Spread, Test
from gradlab.overview.markup import Markup, element, joined, name, number, percent, plural, table, text

SLOWEST = 5
WEAK = 0.2
"""A discrimination below this is pointed out."""


def section(facts: Assignment, anchor: str) -> Markup:
    """Return all about one assignment."""
    return element(
        "section",
        element("h2", text(facts.assignment), id=anchor),
        _tiles(facts),
        _marks(facts),
        page_misconceptions.known(facts),
        page_misconceptions.unknown(facts),
        _outcomes(facts),
        _items(facts),
        page_heat.of_assignment(facts),
        _timings(facts),
    )


def _tiles(facts: Assignment) -> Markup:
    found = facts.marks
    tiles: list[tuple[str, str, str]] = [
        ("handed in", f"{facts.handed_in:,}", ""),
        ("graded", f"{facts.graded:,}", f"{facts.refused:,} refused" if facts.refused else ""),
    ]
    tiles += [("unscored", f"{facts.unscored:,}", "the grader failed")] if facts.unscored else []
    tiles += [("not graded yet", f"{facts.waiting:,}", "")] if facts.waiting else []
    tiles += [
        ("mean", percent(found.mean), f"sd {percent(found.sd)}" if found.sd is not None else ""),
        ("median", percent(found.median), ""),
        ("full marks", percent(found.full), ""),
        ("zero", percent(found.zero), ""),
        ("alpha", number(facts.consistency.alpha, ".2f"), facts.consistency.why_not),
    ]
    return element(
        "dl",
        *(
            element(
                "div",
                element("dt", title),
                element("dd", value, element("small", note) if note else None),
            )
            for title, value, note in tiles
        ),
        class_="tiles",
    )


def _marks(facts: Assignment) -> Markup:
    found = facts.marks
    if not found.n:
        return element("p", "No submission has a mark.")
    tenths = ", ".join(
        f"{10 * place} to {10 * place + 10} %: {n}" for place, n in enumerate(found.histogram) if n
    )
    quartiles = " · ".join(
        percent(q)
        for q in (found.minimum, found.lower_quartile, found.median, found.upper_quartile, found.maximum)
    )
    return figures.marks(facts).markup(
        f"Histogram of marks. {tenths}.",
        f"How {plural(found.n, 'mark is', 'marks are')} distributed. Lowest, quartiles, highest: {quartiles}. "
        "Above: the middle half as a box, thick line: median, diamond: mean." + _by_hand(facts),
    )


def _by_hand(facts: Assignment) -> str:
    points = sum(one.points for one in facts.exercises if Outcome.MANUAL.value in one.outcomes)
    if not points:
        return ""
    return f" A person marks {number(points)} of the {number(facts.points)} points; what is not marked yet counts as 0."


def _outcomes(facts: Assignment) -> Markup | None:
    rows = [one for one in facts.exercises if one.outcomes]
    if not rows:
        return None
    met = [one for one in Outcome if any(row.outcomes.get(one.value) for row in rows)]
    return joined(
        element("h3", "How tests ended"),
        figures.outcomes(facts).markup(
            "A bar for each exercise: its tests' results by outcome; the table below holds the numbers.",
            "Results of all tests of an exercise, over all submissions.",
        ),
        table(
            "Results of tests by exercise",
            [("exercise", ""), ("points", "n"), ("earned", "n"), *((one.value, "n") for one in met)],
            [
                (
                    text(row.exercise.removesuffix("-check")),
                    number(row.points),
                    percent(row.share),
                    *(f"{row.outcomes.get(one.value, 0):,}" for one in met),
                )
                for row in rows
            ],
        ),
    )


def _items(facts: Assignment) -> Markup | None:
    if not facts.tests:
        return None
    placed = any(test.discrimination is not None for test in facts.tests)
    alpha = facts.consistency
    agreement = (
        f"Cronbach's alpha of {alpha.tests} tests over {alpha.n} submissions: {number(alpha.alpha, '.2f')}. Tests of one "
        "exercise are lost together, which raises it."
        if alpha.alpha is not None
        else f"No Cronbach's alpha: {alpha.why_not}."
    )
    return joined(
        element("h3", "Difficulty and discrimination of tests"),
        element(
            "p",
            f"Over {plural(facts.analysed, 'submission')} in which something was attempted. {agreement}",
        ),
        figures.items(facts).markup(
            "Scatter of tests by share earned and discrimination; the table below holds the numbers.",
            "Each point is a test, or several at one place, labelled by the numbers of the table.",
        )
        if placed
        else None,
        table(
            f"Tests; h: hidden. Discrimination: correlation with all other tests; underlined below {WEAK}",
            [
                ("test", "w"),
                ("no.", "n"),
                ("points", "n"),
                ("earned", "n"),
                ("discrimination", "n"),
                ("lost by", ""),
            ],
            [_item(test) for test in facts.tests],
        ),
    )


def _item(test: Test) -> tuple[str | Markup, ...]:
    r = test.discrimination
    shown: str | Markup = number(r, ".2f")
    if r is None:
        shown = element("span", "–", title=test.why_not)
    elif r < WEAK:
        shown = element("span", shown, class_="weak")
    lost = ", ".join(f"{count:,} {word}" for word, count in sorted(test.outcomes.items()) if word != "passed")
    exercise = text(test.exercise.removesuffix("-check"))
    return (
        joined(
            text(test.sentence), element("span", f"  {exercise}{', h' if test.hidden else ''}", class_="note")
        ),
        str(test.number),
        number(test.points),
        percent(test.share),
        shown,
        lost,
    )


def _timings(facts: Assignment) -> Markup | None:
    spent = facts.timings
    if not spent.n:
        return None

    def row(what: str, spread: Spread) -> tuple[str, ...]:
        return (
            what,
            number(spread.total_s, ",.0f"),
            number(spread.median_s, ",.2f"),
            number(spread.maximum_s, ",.1f"),
        )

    timed = [one for one in facts.submissions if one.wall_s is not None]
    slowest = sorted(timed, key=lambda one: (-(one.wall_s or 0.0), one.student))[:SLOWEST]
    costs = sorted(spent.phases.items(), key=lambda one: (-one[1], one[0]))
    return joined(
        element("h3", "What grading cost"),
        figures.seconds(facts).markup(
            "Histogram of wall time by submission; the table below holds median and maximum.",
            "Seconds from start to report. Seconds vary from run to run; marks do not depend on them.",
        ),
        table(
            "Seconds, over all submissions and by submission",
            [("", ""), ("together", "n"), ("median", "n"), ("maximum", "n")],
            [
                row("wall time", spent.wall),
                row("processor, student's code", spent.student_cpu),
                row("processor, judge", spent.judge_cpu),
            ],
        ),
        table(
            "The slowest submissions",
            [
                ("student", ""),
                ("wall s", "n"),
                ("student CPU s", "n"),
                ("judge CPU s", "n"),
                ("restarts", "n"),
            ],
            [
                (
                    name(one.student),
                    number(one.wall_s, ".1f"),
                    number(one.student_cpu_s, ".1f"),
                    number(one.judge_cpu_s, ".1f"),
                    str(one.restarts),
                )
                for one in slowest
            ],
        ),
        element(
            "p",
            "Where the processor time went: ",
            ", ".join(
                f"{text(phase)} {seconds:,.1f} s" for phase, seconds in costs if phase in phases.PHASES
            ),
            ". Reports hold no seconds by test; tests that run out of time are listed above as timeouts.",
            class_="note",
        )
        if costs
        else None,
    )
