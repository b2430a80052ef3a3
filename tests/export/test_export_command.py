"""`gradlab export` as people meet it: real gradebooks, what it says, and what it leaves alone."""

from __future__ import annotations

import csv
import functools
import io
import json
import re
import shlex
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
import typer
from gradebook_course import CONFIG, Classroom, verdict
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin

from gradlab.cli import app
from gradlab.cli.errors import guarded
from gradlab.cli.export import FORMATS
from gradlab.course import Course
from gradlab.export import scores
from gradlab.grade import gradebook, ledger

STUDENTS = ("ada", "bo", "=cmd()", 'o\'brien, "x"')


@dataclass
class Said:
    """What a command left."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run `gradlab export` in a course."""

    def run(root: Path, *words: str) -> Said:
        monkeypatch.chdir(root)
        code = guarded(functools.partial(app, args=["export", *words]))
        said = capfd.readouterr()
        return Said(code, said.out, said.err)

    return run


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """A course whose gradebook nbgrader has written: four graded, one of them by hand too, and one not graded."""
    course = Classroom.make(tmp_path_factory.mktemp("class"))
    for number, student in enumerate(STUDENTS):
        course.submit(student, timestamp="2026-03-01 10:00:00 UTC")
        graded = verdict(student, 3.0 if number % 2 == 0 else 1.0, message="</testcase>\x00", hint="halve it")
        ledger.entry(course.root, student, "a1", "one").store(graded)
        assert [problem for _, problem in gradebook.record(course.root, [graded])] == [None]
    course.submit("late")
    with Gradebook(f"sqlite:///{course.database}", course_id="doubling") as book:
        book.update_or_create_student("ada", first_name="Ada, \u202e", last_name="Points Possible")
        for cell in ("why", "draw"):
            grade = book.find_grade(cell, "one", "a1", "ada")
            grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 2.0, 0.5, False
        book.find_submission_notebook("one", "a1", "bo").late_submission_penalty = 0.25
        book.db.commit()
    return course


ROSTER = """Student,ID,SIS User ID,SIS Login ID,Section,a1 (55)
    Points Possible,,,,,9.00
"Lovelace, Ada",101,S1,ada,Sec 1,
Bo,102,S2,bo,Sec 1,
"""


def test_scores_hold_manual_marks_extra_credit_and_penalties(classroom: Classroom) -> None:
    found = scores.read(Course(classroom.root), ["a1"])
    assert {key[0]: score.points for key, score in found.scores.items()} == {
        "ada": 8.0,
        "bo": 0.75,
        "=cmd()": 3.0,
        'o\'brien, "x"': 1.0,
    }
    ada = found.scores["ada", "a1"]
    assert (ada.waits, ada.maximum, str(ada.submitted)) == (False, 9.0, "2026-03-01 10:00:00+00:00")
    assert found.ungraded == (("late", "a1"),) and found.waiting == 3


def test_they_are_what_nbgrader_s_own_export_has(classroom: Classroom, tmp_path: Path) -> None:
    plugin = CsvExportPlugin(to=str(tmp_path / "stock.csv"))
    with Gradebook(f"sqlite:///{classroom.database}", course_id="doubling") as book:
        plugin.export(book)
    # Stock CSV breaks on commas, which is why ours exists: only names without any can be compared.
    theirs = {
        row["student_id"]: float(row["score"])
        for row in csv.DictReader(io.StringIO((tmp_path / "stock.csv").read_text()))
        if row["student_id"] in ("bo", "=cmd()")
    }
    found = scores.read(Course(classroom.root), [])
    assert theirs == {name: found.scores[name, "a1"].points for name in ("bo", "=cmd()")}


@pytest.mark.parametrize("to", ["canvas", "csv", "ags", "junit"])
def test_an_export_changes_nothing_and_is_the_same_twice(classroom: Classroom, run: Run, to: str) -> None:
    def state() -> dict[str, tuple[bytes, int]]:
        files = [path for path in classroom.root.rglob("*") if path.is_file()]
        return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}

    before = state()
    first, second = run(classroom.root, "--to", to), run(classroom.root, "--to", to)
    assert first.code == 0 and first.out and first == second
    assert state() == before


def test_a_later_mark_has_a_later_timestamp(classroom: Classroom, run: Run) -> None:
    def moment() -> str:
        return str(json.loads(run(classroom.root, "--to", "ags").out.splitlines()[0])["timestamp"])

    seen = [moment()]
    for change in (0.25, -0.25):  # a mark that is taken back is a change too
        with sqlite3.connect(classroom.database) as connection:
            connection.execute("UPDATE grade SET manual_score = manual_score + ?", (change,))
        seen.append(moment())
    assert seen[0] < seen[1] < seen[2]


def test_canvas_gets_who_is_in_its_roster_and_the_others_are_named(
    classroom: Classroom, run: Run, tmp_path: Path
) -> None:
    roster, out = tmp_path / "roster.csv", tmp_path / "new" / "canvas.csv"
    roster.write_text(ROSTER)
    said = run(classroom.root, "a1", "--to", "canvas", "--roster", str(roster), "--out", str(out))
    assert (said.code, said.out) == (1, "")
    assert out.read_text().splitlines() == [
        "Student,ID,SIS User ID,SIS Login ID,Section,a1 (55)",
        "    Points Possible,,,,,9.00",
        '"Lovelace, Ada",101,S1,ada,Sec 1,8.00',
        "Bo,102,S2,bo,Sec 1,0.75",
    ]
    assert said.err.splitlines()[:4] == [
        f"wrote 2 rows for 1 assignment to {out}",
        "3 scores not final: cells still wait for a person's mark",
        "1 submission handed in without a score: late (a1)",
        'gradlab: 2 students with a score not in the roster, and not in the file: =cmd(), o\'brien, "x"',
    ]


def test_what_was_handed_in_anew_is_told(classroom: Classroom, run: Run) -> None:
    place = ledger.entry(classroom.root, "bo", "a1", "one")
    graded = place.whole()
    assert graded is not None
    path = classroom.root / "submitted" / "bo" / "a1" / "one.ipynb"
    before = path.read_bytes()
    place.mark_recorded(msgspec.structs.replace(graded, handed_in=sha256(before).hexdigest()))
    assert "handed in anew" not in run(classroom.root, "--to", "canvas").err
    path.write_bytes(before + b"\n")
    said = run(classroom.root, "--to", "canvas")
    path.write_bytes(before)
    assert "1 submission handed in anew since the score was recorded: bo (a1)" in said.err.splitlines()


def test_gradescope_gets_a_file_for_each_submission(classroom: Classroom, run: Run, tmp_path: Path) -> None:
    said = run(classroom.root, "--to", "gradescope", "--out", str(tmp_path), "--hidden", "hidden")
    assert said.code == 0 and said.err.startswith("wrote 4 files for 1 assignment")
    found = {path.parts[-3]: json.loads(path.read_bytes()) for path in tmp_path.rglob("results.json")}
    assert {name: one["score"] for name, one in found.items()} == dict(
        zip(STUDENTS, (3.0, 1.0, 3.0, 1.0), strict=True)
    )
    assert found["bo"]["tests"][0]["visibility"] == "hidden"


def test_tests_are_rows_too(classroom: Classroom, run: Run) -> None:
    said = run(classroom.root, "--to", "csv", "--tests")
    rows = list(csv.DictReader(io.StringIO(said.out, newline="")))
    assert [(row["student_id"], row["outcome"], row["hint"]) for row in rows] == [
        ("'=cmd()", "passed", "halve it"),
        ("ada", "passed", "halve it"),
        ("bo", "failed", "halve it"),
        ('o\'brien, "x"', "failed", "halve it"),
    ]


SENTENCES = {
    "excel": ("there is no export to 'excel'", "--to is one of canvas, gradescope, csv, junit, ags"),
    "csv a2": ("there is no assignment a2", "did you mean a1?"),
    "csv --roster r.csv": ("--roster says nothing to csv", "csv takes --out, --tests"),
    "canvas --roster r.csv": ("the roster r.csv cannot be read (No such file", "Export Entire Gradebook"),
    "canvas --column a1": ("--column a1 names no assignment", "--column '08-loops=Homework 8 (12345)'"),
    "gradescope": ("has a results.json for each submission", "--out results"),
    "gradescope --zip a.zip": ("an autograder grades one assignment", "gradlab export 08-loops"),
    "gradescope --out r --zip a": ("two different exports", "give one of them"),
    "gradescope --out r --hidden never": ("no visibility 'never'", "after_published, after_due_date"),
}


@pytest.mark.parametrize(("words", "says"), SENTENCES.items(), ids=SENTENCES)
def test_a_mistake_is_answered_by_a_sentence_and_a_hint(
    classroom: Classroom, run: Run, words: str, says: tuple[str, str]
) -> None:
    to, *rest = words.split()
    said = run(classroom.root, "--to", to, *rest)
    what, hint = said.err.split("\n\nhint: ")
    assert (said.code, said.out) == (2, "") and says[0] in what and says[1] in hint, said.err


def test_nothing_to_export_is_said(tmp_path: Path, run: Run) -> None:
    course = Classroom.make(tmp_path / "course", prepared=False)
    for to in ("canvas", "csv", "ags"):
        said = run(course.root, "--to", to)
        assert said.code == 2 and "there is no gradebook yet: gradebook.db does not exist" in said.err
        assert "hint: run `gradlab grade`" in said.err and not course.database.exists()
    assert "there is no report on any assignment in reports/" in run(course.root, "--to", "junit").err
    course = Classroom.make(tmp_path / "other")
    said = run(course.root, "a1", "--to", "canvas")
    assert said.code == 2 and "the gradebook has no score for a1" in said.err
    course.database.write_bytes(b"not a database, and longer than a header of one" * 10)
    said = run(course.root, "--to", "canvas")
    assert said.code == 2 and "is not a gradebook, or it is damaged" in said.err
    report = course.root / "reports" / "ada" / "a1" / "one.json"
    report.parent.mkdir(parents=True)
    report.write_bytes(verdict("bo", 3.0).report.to_json())
    said = run(course.root, "--to", "junit")
    assert said.code == 2 and "it is the report of another submission" in said.err
    report.write_bytes(b"[]")
    assert "not a gradlab report" in run(course.root, "--to", "junit").err


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own, as it adds a submission
def test_several_assignments_of_lti_are_several_files(classroom: Classroom, run: Run, tmp_path: Path) -> None:
    with sqlite3.connect(classroom.database) as source, sqlite3.connect(tmp_path / "gradebook.db") as copy:
        source.backup(copy)
    (tmp_path / "nbgrader_config.py").write_text(CONFIG.format(course_id="doubling"))
    for name in ("a1", "a2"):
        (tmp_path / "source" / name).mkdir(parents=True)
        (tmp_path / "source" / name / "one.ipynb").write_bytes(
            (classroom.root / "source" / "a1" / "one.ipynb").read_bytes()
        )
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}", course_id="doubling") as book:
        book.add_assignment("a2")
        book.add_notebook("one", "a2")
        book.add_submission("a2", "ada")
        said = run(tmp_path, "--to", "ags", "--out", "scores")
        assert said.code == 2 and "a2 is worth no points" in said.err
        book.add_grade_cell("test", "one", "a2", max_score=5, cell_type="code")
    said = run(tmp_path, "--to", "ags")
    assert said.code == 2 and "a payload does not say which of 2 assignments it is for" in said.err
    said = run(tmp_path, "--to", "ags", "--out", "scores")
    assert said.code == 0 and "wrote 5 payloads for 2 assignments to scores" in said.err
    assert len((tmp_path / "scores" / "a1.jsonl").read_text().splitlines()) == 4
    (line,) = (tmp_path / "scores" / "a2.jsonl").read_text().splitlines()
    assert json.loads(line)["scoreGiven"] == 0.0


def test_the_commands_of_the_guide_can_be_typed(root: Path) -> None:
    commands = re.findall(r"gradlab export ((?:[^`\n])+)", (root / "docs" / "exports.md").read_text())
    assert len(commands) >= 9
    parser = typer.main.get_command(app).commands["export"]  # type: ignore[attr-defined]
    for words in commands:
        given = parser.make_context("export", shlex.split(words)).params
        assert given["to"] in FORMATS and set(given["assignments"] or ()) <= {"08-loops"}, words


@pytest.mark.slow
def test_nbgrader_s_command_takes_our_exporter_in_any_course(classroom: Classroom) -> None:
    course = Classroom(classroom.root / "stock")
    course.root.mkdir()
    (course.root / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'doubling'\n"
    )
    course.database.write_bytes(classroom.database.read_bytes())
    exporter = "gradlab.grade.gradebook.spreadsheet.SpreadsheetPlugin"
    said = course.nbgrader("export", f"--exporter={exporter}", "--to", "marks.csv")
    assert said.returncode == 0, said.stderr
    text = (course.root / "marks.csv").read_text()
    rows = {row["student_id"]: row for row in csv.DictReader(io.StringIO(text, newline=""), strict=True)}
    assert rows['o\'brien, "x"']["score"] == "1.0" and rows["ada"]["score"] == "8.0"
    assert rows["ada"]["first_name"] == "Ada, \\u202e"
