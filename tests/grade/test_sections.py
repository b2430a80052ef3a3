"""How a graded notebook is divided for its reader, and how a page words what it shows."""

from __future__ import annotations

from typing import Any

import feedback_pages
import pytest
from gradebook_course import code, text

from gradlab.grade.gradebook.page import OUTPUT_LINES, duration, output_text, points, prose
from gradlab.grade.gradebook.sections import Section, folded, sections


def nb(*cells: Any) -> list[Section]:
    return sections(cells)


TEST = {"grade": True, "locked": True, "points": 2}


def test_tests_in_a_row_are_one_exercise() -> None:
    (one,) = nb(
        text("## Squares"), code("x", grade_id="x", solution=True), code("", grade_id="a", **TEST), code("plot"),
        code("", grade_id="b", **TEST),
    )  # fmt: skip
    assert (one.title, one.points, len(one.cells), len(one.graded)) == ("Squares", 4, 5, 2)


def test_an_exercise_without_a_heading_has_its_cell_s_name() -> None:
    before, one = nb(
        text("words"), code("given"), code("x", grade_id="x", solution=True), code("", grade_id="a", **TEST)
    )
    assert not before.graded and len(before.cells) == 2
    assert one.title == "a"


def test_headings_between_answer_and_test_do_not_part_them() -> None:
    (one,) = nb(
        text("## A"),
        code("x", grade_id="x", solution=True),
        text("### Check"),
        code("", grade_id="a", **TEST),
    )
    assert one.title == "A" and len(one.cells) == 4


def test_a_title_is_a_line_without_control_characters() -> None:
    (one,) = nb(text("# **A** `b_c`\x1b[31m\u202e"), code("", grade_id="a", **TEST))
    assert one.title == r"A b_c\x1b[31m\u202e"


def test_an_answer_that_earns_nothing_is_not_folded() -> None:
    cells = (code("1"), code("x", grade_id="x", solution=True), code("2"))
    (rest,) = nb(*cells)
    assert [(fold, [cell.source for cell in run]) for fold, run in folded(rest)] == [
        (True, ["1"]), (False, ["x"]), (True, ["2"]),
    ]  # fmt: skip


def test_no_cell_is_lost_or_moved() -> None:
    cells = feedback_pages.source().cells
    assert [cell for section in sections(cells) for cell in section.cells] == cells


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, ""),
        (1, "1 minute"),
        (61, "2 minutes"),
        (3600, "1 hour"),
        (5400, "1 hour 30 minutes"),
        (90000, "1 day 1 hour"),
    ],
)
def test_how_late_it_was_is_said_in_words(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_points_have_two_decimals_at_most() -> None:
    assert [points(one) for one in (3.0, 1.5, 2 / 3, 0)] == ["3", "1.5", "0.67", "0"]


def test_what_a_cell_printed_is_cut() -> None:
    assert output_text("a\nb\n") == "a\nb"
    cut = output_text("x\n" * (OUTPUT_LINES + 7)).split("\n")
    assert len(cut) == OUTPUT_LINES + 1
    assert cut[-1] == "[… 7 more lines are left out of this page]"


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ('<h1 id="a">A<a class="anchor-link" href="#a">¶</a></h1>', '<h3 id="a">A</h3>'),
        ("<h6>A</h6>", "<h6>A</h6>"),
        ('<img alt="x" src="https://a.org/?q=1&amp;r=2">', '<a href="https://a.org/?q=1&amp;r=2">a picture on another page</a>'),
        ("<script>1</script>", "&lt;script&gt;1&lt;/script&gt;"),
    ],
)  # fmt: skip
def test_prose_fits_the_page(html: str, shown: str) -> None:
    assert prose(html) == shown
