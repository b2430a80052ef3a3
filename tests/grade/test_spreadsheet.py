"""`nbgrader export` writes a file that a spreadsheet reads without running anything."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from gradebook_course import Classroom
from nbgrader.api import Gradebook

from gradlab.grade.gradebook.spreadsheet import COLUMNS, inert


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1+1", "'+1+1"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "\\t=1"),
        ("\r=1", "\\r=1"),
        (" =1", " '=1"),
        ("＝1+1", "'＝1+1"),
        ("a;=1+1", "a;'=1+1"),
        ('a"=1+1', "a\"'=1+1"),
        ("\x1b[2J\u202e", "\\x1b[2J\\u202e"),
        ("-1.5", "-1.5"),
        (-1.5, "-1.5"),
        (None, ""),
        ("ada-lovelace@example.org", "ada-lovelace@example.org"),
        ("O'Neill, Ann", "O'Neill, Ann"),
    ],
)
def test_a_cell_is_never_a_formula(value: object, cell: str) -> None:
    assert inert(value) == cell


@pytest.mark.slow
def test_nbgrader_exports_names_as_text(tmp_path: Path) -> None:
    course = Classroom.make(tmp_path / "course")
    with Gradebook(f"sqlite:///{course.database}", course_id="doubling") as book:
        book.add_student("=1+1", first_name='=HYPERLINK("https://evil.example")', last_name="Doe, Jane")
    run = course.nbgrader("export", "--to", "marks.csv")
    assert run.returncode == 0, run.stderr
    with (course.root / "marks.csv").open(newline="") as file:
        head, row = csv.reader(file)
    assert tuple(head) == COLUMNS
    one = dict(zip(head, row, strict=True))
    assert (one["student_id"], one["first_name"]) == ("'=1+1", '\'=HYPERLINK("https://evil.example")')
    assert (one["last_name"], one["score"], one["max_score"]) == ("Doe, Jane", "0.0", "9.0")
