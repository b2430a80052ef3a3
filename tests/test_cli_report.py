"""`gradlab report` as an instructor meets it: on a class that was really graded, and on what can be wrong."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import jsonschema
import lesson
import pytest
from test_cli import gradlab, hand_in

from gradlab.cli import app
from gradlab.cli.errors import guarded
from gradlab.grade import ledger
from gradlab.grade.report import CellMark, Graded, Mark, Outcome, Report

SQUARE = '''"""The square is taken for the double.

loses: double-check::*
hint: that is the square
source: own experience
"""
# %% double
def double(x):
    return x * x
'''


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = lesson.course_in(tmp_path / "course")
    bank = root / "grader_tests" / "lesson" / "wrong-square.py"
    bank.parent.mkdir(parents=True)
    bank.write_text(SQUARE)
    return root


def keep(course: Path, student: str, *, earned: float = 1.0) -> Path:
    """Keep a report as grading would."""
    outcome = Outcome.PASSED if earned else Outcome.FAILED
    mark = Mark(test="double-check::test_two", sentence="two", outcome=outcome, earned=earned, points=1.0)
    cell = CellMark(grade_id="double-check", earned=earned, points=1.0, tests=(mark,))
    place = ledger.entry(course, student, "lesson", "lesson")
    place.store(
        Graded(
            report=Report(
                student=student,
                assignment="lesson",
                notebook="lesson",
                earned=earned,
                points=1.0,
                cells=(cell,),
            )
        )
    )
    return place.json


@dataclass(frozen=True)
class Ran:
    """What a command came to."""

    returncode: int
    stdout: str
    stderr: str


Here = Callable[..., Ran]


@pytest.fixture
def here(course: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Here:
    """Run the command line in this process, within the course: a process of its own costs seconds."""
    monkeypatch.chdir(course)

    def run(*words: str) -> Ran:
        code = guarded(partial(app, list(words)))
        return Ran(code, *capfd.readouterr())

    return run


@pytest.mark.slow
def test_a_class_that_was_graded_is_reported(course: Path) -> None:
    square, nearly = "def double(x):\n    return x * x", "def double(x):\n    return 2.004 * x"
    for student, double in (("ada", lesson.DOUBLE), ("bo", square), ("<b>cy", nearly)):
        hand_in(course, student, lesson.data(lesson.node(double)))
    hand_in(course, "di", b"%PDF-1.7")
    graded = gradlab(course, "grade", "--jobs", "1")
    assert graded.returncode == 0, graded.stderr
    hand_in(course, "eve")
    run = gradlab(course, "report", "--out", "class.html", "--csv", "tables", "--json", "class.json")
    assert run.returncode == 0, run.stderr
    assert "class.html  (5 students; 3 submissions need a human eye)" in run.stdout
    page = (course / "class.html").read_text()
    assert "&lt;b&gt;cy<" in page and "<b>" not in page
    data = json.loads((course / "class.json").read_text())
    jsonschema.validate(
        data, json.loads((Path(ledger.__file__).parents[1] / "overview" / "schema.json").read_text())
    )
    (facts,) = data["assignments"]
    assert (facts["handed_in"], facts["graded"], facts["refused"], facts["waiting"]) == (5, 4, 1, 1)
    (idea,) = facts["misconceptions"]
    assert (idea["name"], idea["students"], idea["said"]) == ("square", ["bo"], "that is the square")
    assert [(one["kind"], one["student"]) for one in data["attention"]] == [
        ("refused", "di"),
        ("not graded", "eve"),
        ("near miss", "<b>cy"),
    ]
    assert "off by 0.2 %" in data["attention"][2]["what"]
    marks = {one["student"]: one["mark"] for one in facts["submissions"]}
    assert marks == {"ada": 7.0, "bo": 4.0, "<b>cy": 3.0, "di": 0.0, "eve": None}
    with (course / "tables" / "students.csv").open(newline="") as file:
        assert {row["student"]: row["mark"] for row in csv.DictReader(file)}["ada"] == "7.0"

    before = {path: path.read_bytes() for path in (course / "class.html", course / "class.json")}
    assert gradlab(course, "report", "lesson", "--out", "class.html", "--json", "class.json").returncode == 0
    assert {path: path.read_bytes() for path in before} == before

    hidden = gradlab(course, "report", "--anonymous", "--out", "a.html", "--csv", "a", "--json", "a.json")
    assert hidden.returncode == 0, hidden.stderr
    for path in (course / "a.html", course / "a.json", *(course / "a").iterdir()):
        assert not [name for name in ("ada", "cy<", "<b>cy", ",bo", '"bo"') if name in path.read_text()]


def test_the_page_is_written_where_one_stands_by_default(course: Path, here: Here) -> None:
    keep(course, "ada")
    run = here("report")
    assert run.returncode == 0 and "report.html  (1 student; 0 submissions need a human eye)" in run.stdout
    assert (course / "report.html").read_bytes().startswith(b"<!doctype html>")
    assert sorted(path.name for path in course.iterdir() if path.is_file()) == [
        "nbgrader_config.py",
        "report.html",
    ]


def test_a_damaged_report_is_named_and_the_rest_is_shown(course: Path, here: Here) -> None:
    keep(course, "ada")
    keep(course, "bo").write_bytes(b'{"format":')
    run = here("report")
    assert run.returncode == 1
    assert (
        "reports/bo/lesson/lesson.json is left out" in run.stderr
        and "gradlab grade lesson --force" in run.stderr
    )
    page = (course / "report.html").read_text()
    assert "damaged report" in page and "1 graded" in page


def test_a_bank_and_a_gradebook_that_cannot_be_read_are_told_and_left_out(course: Path, here: Here) -> None:
    keep(course, "ada")
    (course / "grader_tests" / "lesson" / "wrong-square.py").write_text("no docstring")
    (course / "gradebook.db").write_bytes(b"notes, not a database\n" * 99)
    run = here("report")
    assert run.returncode == 0, run.stderr
    assert "the bank of lesson is left out" in run.stderr
    assert "manual marks and late penalties are left out: gradebook.db is not a gradebook" in run.stderr
    assert "no gradebook was read" in (course / "report.html").read_text()


@pytest.mark.parametrize(
    ("words", "says", "hint"),
    [
        (["lessen"], "there is no assignment lessen", "did you mean lesson"),
        (["--out", "no/such/page.html"], "there is no folder no/such", "make it"),
        (["--out", "source"], "source is a folder", "name a file"),
        (["--csv", "nbgrader_config.py"], "nbgrader_config.py is a file", "name a folder"),
        (["--json", "report.html"], "report.html is asked for twice", "a name of its own"),
        (["--out", "/proc/page.html"], "/proc cannot be written", "write elsewhere"),
        (["--csv", "/proc/tables"], "/proc/tables cannot be made", "write elsewhere"),
    ],
)
def test_usage_errors_say_what_to_do_and_write_nothing(
    course: Path, here: Here, words: list[str], says: str, hint: str
) -> None:
    # A report that cannot be read would be complained of: where files go is looked at before.
    keep(course, "ada").write_bytes(b"{")
    run = here("report", *words)
    assert run.returncode == 2, run.stderr
    assert says in run.stderr and hint in run.stderr and "left out" not in run.stderr
    assert not (course / "report.html").exists()


def test_without_reports_it_says_how_to_get_them(course: Path, here: Here) -> None:
    for words in ([], ["lesson"]):
        run = here("report", *words)
        assert run.returncode == 2 and "no reports" in run.stderr and "`gradlab grade" in run.stderr
        assert not (course / "report.html").exists()
