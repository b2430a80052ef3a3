"""The class as one HTML page that needs nothing else: no script, no font, no picture from anywhere.

Everything that came from a submission is text, escaped by `markup`. `cli` imports this room.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from gradlab.overview import page_assignment, page_course
from gradlab.overview.facts import Assignment, Overview
from gradlab.overview.markup import Markup, element, joined, plural, text

STYLE = Path(__file__).with_name("page.css")


def page(facts: Overview) -> bytes:
    """Write the page; the same bytes for the same facts."""
    title = f"Class report: {text(facts.course)}"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("title", title),
        element("style", Markup(STYLE.read_text(encoding="utf-8"))),
    )
    body = element(
        "body",
        element(
            "header",
            element("h1", title),
            element("p", _lead(facts), class_="lead"),
        ),
        _contents(facts),
        element(
            "main",
            page_course.summary(facts),
            page_course.attention(facts),
            *(page_assignment.section(one, anchor(place)) for place, one in enumerate(facts.assignments)),
            page_course.students(facts),
            page_course.guide(facts),
        ),
        element("footer", element("p", _colophon(facts), class_="note")),
    )
    return (f"<!doctype html>\n{element('html', head, body, lang='en')}\n").encode()


POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What a browser may load for the page: nothing that is not in it."""


def anchor(place: int) -> str:
    """Return the id of an assignment's section: its place, because a folder's name may hold anything."""
    return f"assignment-{place + 1}"


def _lead(facts: Overview) -> str:
    parts = [
        plural(facts.students, "student"),
        plural(len(facts.assignments), "assignment"),
        plural(sum(one.handed_in for one in facts.assignments), "submission"),
    ]
    said = ", ".join(parts) + "."
    said += (
        " Names are pseudonyms."
        if facts.anonymous
        else " Students' names are in here: keep it as you keep marks."
    )
    return said


def _contents(facts: Overview) -> Markup:
    def entry(target: str, words: str, count: str = "") -> Markup:
        return element(
            "li",
            element("a", words, href=f"#{target}"),
            element("span", f"  {count}", class_="count") if count else None,
        )

    waiting = len({(one.student, one.assignment) for one in facts.attention})
    return element(
        "nav",
        element(
            "ul",
            entry("summary", "Summary"),
            entry("attention", "Needs a human eye", plural(waiting, "submission")),
            *(
                entry(anchor(place), text(one.assignment), _state(one))
                for place, one in enumerate(facts.assignments)
            ),
            entry("students", "Students", f"{facts.students:,}"),
            entry("guide", "How to read this page"),
        ),
        aria_label="Contents",
    )


def _state(one: Assignment) -> str:
    ideas = Counter(idea.name for idea in one.misconceptions)
    return f"{one.graded:,} graded" + (f", {plural(len(ideas), 'misconception')} met" if ideas else "")


def _colophon(facts: Overview) -> Markup:
    by = f"Graded by {', '.join(map(text, facts.versions))}. " if facts.versions else ""
    return joined(
        by, "Written by ", element("code", "gradlab report"), "; the same reports give the same page."
    )
