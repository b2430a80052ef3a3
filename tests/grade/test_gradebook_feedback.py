"""What people read: reports of test cells, and pages on which nothing of a student's runs and no hidden test shows."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import nbformat
import pytest
from gradebook_course import HIDDEN, Classroom, code, source_notebook, text, verdict

from gradlab.grade import gradebook
from gradlab.grade.gradebook.feedback import HideTests, cell_text, clean, notice
from gradlab.grade.gradebook.markup import harmless
from gradlab.grade.report import CellMark, Mark, Outcome, Report


def mark(outcome: Outcome, **changes: Any) -> Mark:
    fields = {"test": "x-check::test_one", "sentence": "one is one", "earned": 0.0, "points": 1.0}
    return Mark(outcome=outcome, **{**fields, **changes})


def cell(*tests: Mark) -> CellMark:
    return CellMark(
        grade_id="x-check",
        earned=sum(test.earned for test in tests),
        points=sum(test.points for test in tests),
        tests=tests,
    )


def test_a_report_tells_each_test_with_message_and_hint() -> None:
    shown = cell_text(
        cell(
            mark(Outcome.PASSED, earned=1.0),
            mark(Outcome.FAILED, sentence="any n", earned=0.5, message="yours 1\nexpected 2", hint="n = 0"),
            mark(Outcome.NOT_ATTEMPTED, sentence="no loop", message="NotImplementedError"),
            mark(Outcome.TIMEOUT, sentence="fast", message="no answer in time"),
        )
    )
    assert shown == (
        "1.5 of 4 points\n"
        "passed: one is one\n"
        "failed: any n (0.5 of 1)\n"
        "  yours 1\n"
        "  expected 2\n"
        "\n"
        "  hint: n = 0\n"
        "not attempted yet: no loop\n"
        "timeout: fast\n"
        "  no answer in time\n"
    )


def test_a_report_shows_no_escape_codes() -> None:
    shown = cell_text(
        cell(mark(Outcome.ERROR, message="ValueError: \x1b]0;title\x07\x1b[31mred\x1b[0m\x00\r\u202e"))
    )
    assert shown.endswith("error: one is one\n  ValueError: red\n")


def test_clean_keeps_lines_and_letters() -> None:
    assert clean("a\tb\nμ ∂ 😀\x08") == "a\tb\nμ ∂ 😀"


def test_a_usual_submission_gets_no_notice() -> None:
    assert notice(Report(student="ada", assignment="a1", notebook="one", earned=0, points=0)) == ""


def hide(cell: Any) -> str:
    nb = nbformat.v4.new_notebook()
    nb.cells = [cell]
    return str(HideTests().preprocess(nb, {})[0].cells[0].source)


def test_hidden_tests_are_cut_from_test_cells() -> None:
    source = "assert 1\n### BEGIN HIDDEN TESTS\nassert 2\n### END HIDDEN TESTS\nassert 3"
    assert hide(code(source, grade_id="x", grade=True, points=1)) == "assert 1\nassert 3"


@pytest.mark.parametrize(
    "flags",
    [
        {},
        {"grade_id": "x", "solution": True},
        {"grade_id": "x", "solution": True, "grade": True, "points": 1},
    ],
)
def test_a_students_marker_is_left_as_it_is(flags: dict[str, Any]) -> None:
    assert hide(code("### BEGIN HIDDEN TESTS\nmine", **flags)) == "### BEGIN HIDDEN TESTS\nmine"


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('<img src="x.png" onerror="alert(1)">', '<img src="x.png">'),
        ('<img src="data:image/svg+xml;base64,AA">', "<img>"),
        ('<img src="data:image/png;base64,AA">', '<img src="data:image/png;base64,AA">'),
        ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="java\nscript:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="data:text/html,x">x</a>', "<a>x</a>"),
        ('<a href="https://jax.dev#a:b">x</a>', '<a href="https://jax.dev#a:b">x</a>'),
        ('<a href="files/data.csv">x</a>', '<a href="data.csv">x</a>'),
        ('<p style="position:fixed">x</p>', "<p>x</p>"),
        ("<form><input></form>", "&lt;form&gt;&lt;input&gt;&lt;/form&gt;"),
        (r"$\href{javascript:alert(1)}{x}$", r"$\backslash href{javascript:alert(1)}{x}$"),
        (r"$\mmlToken{mi}[style=x]{y}$", r"$\backslash mmlToken{mi}[style=x]{y}$"),
        (r"$\bbox[red]{x}$", r"$\backslash bbox[red]{x}$"),
        ("$&#92;style{x}{y}$", r"$\backslash style{x}{y}$"),
        ("$&bsol;h&#x72;ef{x}{y}$", r"$\backslash href{x}{y}$"),
        (r"$\hr<!-- -->ef{x}{y}$", r"$\backslash href{x}{y}$"),
        (r"$\let\a\unicode$", r"$\backslash let\a\backslash unicode$"),
        (r"$a\\[-500px] b$", r"$a\backslash [-500px] b$"),
        (r"$\rule{9em}{9em}\raise 9em{x}$", r"$\backslash rule{9em}{9em}\backslash raise 9em{x}$"),
        (r"$\hat{x} \classes \\ y$", r"$\hat{x} \classes \\ y$"),
        ("a\u202eb\u200bc&#x202e;d&rlm;e", r"a\u202eb\u200bc\u202ed\u200fe"),
        ("a\u00a0b&nbsp;c &amp;lt;", "a\u00a0b\u00a0c &amp;lt;"),
        ('<p class="navbar navbar-fixed-top" id="x">x</p>', "<p>x</p>"),
        ('<h1 id="x">x</h1><span class="kn nn">x</span>', '<h1 id="x">x</h1><span class="kn nn">x</span>'),
        (r"$\frac{a}{b} &lt; c$", r"$\frac{a}{b} &lt; c$"),
        ("<table><tr><td>1</td></tr></table>", "<table><tbody><tr><td>1</td></tr></tbody></table>"),
    ],
)
def test_nothing_on_a_page_runs(html: str, shown: str) -> None:
    assert harmless(html) == shown


@pytest.mark.slow
def test_feedback_shows_hints_and_no_hidden_test(tmp_path: Path) -> None:
    course = Classroom.make(tmp_path / "course")
    nb = source_notebook()
    nb.cells[5] = text(
        "<script>alert('answer')</script>", grade_id="why", grade=True, solution=True, points=2
    )
    nb.cells.append(code("### BEGIN HIDDEN TESTS"))
    nb.cells += [code("mine = 1  # \u202ebidi\u200b"), text("my \u2066words &#x202e;")]
    raw = nbformat.v4.new_raw_cell("<script>alert('raw')</script>")
    nb.cells.append(raw)
    course.submit("ada", nb=nb)
    course.submit("bob", nb=b"{")
    oddity = "cell `<script>alert('oddity')</script>` is labelled"
    wrong = verdict(
        "ada", 1.5, message="<script>alert('message')</script>", hint="double it", oddities=(oddity,)
    )
    refused = verdict("bob", 0.0, refused="the file is not JSON; ask for it again")
    assert [problem for _, problem in gradebook.record(course.root, [wrong, refused])] == [None, None]
    run = course.nbgrader("generate_feedback", "a1")
    assert run.returncode == 0, run.stderr
    page = (course.root / "feedback" / "ada" / "a1" / "one.html").read_text()
    assert "<b>Hint:</b> double it" in page
    assert r"\u202ebidi\u200b" in page and r"my \u2066words \u202e" in page
    assert not [c for c in page if c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cf")]
    assert "<b>1.5</b> of 3" in page
    for line in (*HIDDEN.split("\n"), "secret", "BEGIN HIDDEN TESTS\n"):
        assert line not in page
    assert "alert(" in page
    assert "<script>alert" not in page
    assert (
        "the file is not JSON; ask for it again"
        in (course.root / "feedback" / "bob" / "a1" / "one.html").read_text()
    )
