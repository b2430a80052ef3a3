"""Names and texts that break what is not written with care."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from gradlab.export.scores import Score, Scores, Student

NAMES = (
    'Doe, "Jane"',
    "new\nline",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "\u202egnp.exe",
    "</testcase><script>alert(1)</script>",
    "]]>",
    "x" * 5000,
    "nul\x00bell\x07\x1b[31m",
    "Points Possible",
    "Muted",
    "a;b;c;d;e;f;g",
    "12,5",
    "\ufeff\u2028\uffff",
    "名前",
)
TEXT = st.one_of(
    st.sampled_from(NAMES), st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40)
)
"""What somebody may call himself, or have printed."""


def scores_of(points: dict[str, float], assignment: str = "08-loops", **names: Student) -> Scores:
    """Return a gradebook in which these students have these points of ten."""
    return Scores(
        {assignment: 10.0},
        {id: names.get(id, Student(id)) for id in points},
        {(id, assignment): Score(id, assignment, earned, 0.0, 10.0, False) for id, earned in points.items()},
        datetime(2026, 3, 1, 12, 0, 0, 250_000, UTC),
    )
