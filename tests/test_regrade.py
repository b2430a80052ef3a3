"""Changing a test regrades what was handed in, and marks that are recorded change only when that was agreed to."""

from __future__ import annotations

from pathlib import Path

import lesson
import pytest
from test_cli import gradlab, hand_in, scores

STRICTER = lesson.DOUBLE_CHECK.replace("check.close(double(2.0), 4.0)", "check.close(double(3.0), 6.0)")
SQUARE = lesson.data(lesson.node("def double(x):\n    return x * x"))


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return lesson.course_in(tmp_path / "course")


def change_the_test(course: Path) -> None:
    path = course / "source" / "lesson" / "lesson.ipynb"
    nb = lesson.node()
    next(cell for cell in nb.cells if cell.id == "double-check").source = STRICTER.strip("\n")
    path.write_bytes(lesson.data(nb))


def rows(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines() if "::" in line]


def test_a_changed_test_shows_what_it_changes_before_it_is_recorded(course: Path) -> None:
    hand_in(course, "ada")
    hand_in(course, "bo", SQUARE)
    hand_in(course, "cy", SQUARE)
    assert gradlab(course, "grade").returncode == 0
    assert scores(course) == {"ada": 7.0, "bo": 4.0, "cy": 4.0}

    change_the_test(course)
    hand_in(course, "cy", lesson.data(lesson.node()))
    regraded = gradlab(course, "grade")
    diff = ["bo", "lesson", "double-check::test_two", "1", "of", "1", "0", "of", "1,", "failed"]
    assert rows(regraded.stdout) == [diff]
    assert regraded.returncode == 1
    assert "1 of 3 submissions" in regraded.stderr and "--yes" in regraded.stderr
    assert scores(course) == {"ada": 7.0, "bo": 4.0, "cy": 7.0}, "only what was handed in anew is recorded"

    again = gradlab(course, "grade")
    assert "3 unchanged" in again.stderr
    assert (again.returncode, rows(again.stdout)) == (1, [diff]), "nothing is forgotten by asking twice"

    agreed = gradlab(course, "grade", "--yes")
    assert (agreed.returncode, rows(agreed.stdout)) == (0, [diff])
    assert scores(course) == {"ada": 7.0, "bo": 3.0, "cy": 7.0}

    quiet = gradlab(course, "grade")
    assert (quiet.returncode, rows(quiet.stdout)) == (0, [])


def test_a_test_that_comes_or_goes_is_in_the_diff(course: Path) -> None:
    hand_in(course, "ada")
    assert gradlab(course, "grade").returncode == 0
    path = course / "source" / "lesson" / "lesson.ipynb"
    path.write_bytes(path.read_bytes().replace(b"def test_two(", b"def test_pair("))
    regraded = gradlab(course, "grade")
    assert regraded.returncode == 1
    words = " ".join(regraded.stdout.split())
    assert "double-check::test_two 1 of 1 no such test" in words
    assert "double-check::test_pair no such test 1 of 1" in words
