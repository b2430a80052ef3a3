"""What people added to the marks, read from nbgrader's own gradebook without writing into it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from gradebook_course import Classroom, verdict
from nbgrader.api import Gradebook

from gradlab.grade import gradebook
from gradlab.grade.gradebook import standing
from gradlab.grade.gradebook.standing import Standing

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


@pytest.fixture
def course(tmp_path: Path) -> Classroom:
    return Classroom.make(tmp_path / "course")


def test_it_adds_up_to_nbgrader_s_own_score(course: Classroom) -> None:
    for student, earned in (("ada", 3.0), ("bo", 1.5)):
        course.submit(student)
        assert [problem for _, problem in gradebook.record(course.root, [verdict(student, earned)])] == [None]
    with Gradebook(f"sqlite:///{course.database}", "doubling") as book:
        for cell, manual, extra in (("why", 1.5, 0.5), ("double-check", 2.0, None)):
            grade = book.find_grade(cell, "one", "a1", "ada")
            grade.manual_score, grade.extra_credit, grade.needs_manual_grade = manual, extra, False
        book.find_submission_notebook("one", "a1", "ada").late_submission_penalty = 0.25
        book.db.commit()
        scores = {one.student.id: one.score for one in book.assignment_submissions("a1")}
    before = course.database.read_bytes()
    found = standing.read(course.root)
    assert found is not None and course.database.read_bytes() == before
    ada, bo = found["ada", "a1"], found["bo", "a1"]
    # A person's 2 takes the place of the tests' 3.
    assert ada == Standing(auto=3.0, manual=0.5, extra_credit=0.5, late_penalty=0.25, waiting=1)
    assert (bo.auto, bo.manual, bo.late_penalty, bo.waiting) == (1.5, 0.0, 0.0, 2)
    for student, one in (("ada", ada), ("bo", bo)):
        assert one.auto + one.manual + one.extra_credit == scores[student]


def test_without_a_gradebook_there_is_nothing_and_none_is_made(course: Classroom) -> None:
    course.database.unlink()
    assert standing.read(course.root) is None and not course.database.exists()


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"these are notes, not a database\n" * 99, "not a gradebook"), (b"", "another version")],
)
def test_a_gradebook_that_is_none_is_told(course: Classroom, data: bytes, says: str) -> None:
    course.database.write_bytes(data)
    with pytest.raises(gradebook.GradebookError, match=says):
        standing.read(course.root)
    assert course.database.read_bytes() == data


def test_a_gradebook_elsewhere_is_found_by_the_course_s_own_configuration(course: Classroom) -> None:
    elsewhere = course.root / "marks.db"
    course.database.rename(elsewhere)
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text() + f'\nc.CourseDirectory.db_url = "sqlite:///{elsewhere}"\n')
    assert standing.read(course.root) == {}
    config.write_text(config.read_text().replace("sqlite:///", "postgresql://me@"))
    with pytest.raises(gradebook.GradebookError, match="not a SQLite database"):
        standing.read(course.root)


def test_a_submission_without_grades_is_no_error(course: Classroom) -> None:
    with Gradebook(f"sqlite:///{course.database}", "doubling") as book:
        book.add_student("cy")
        book.add_submission("a1", "cy", timestamp=datetime.datetime(2026, 1, 1))
    found = standing.read(course.root)
    assert found is not None and found.get(("cy", "a1"), Standing(0, 0, 0, 0, 3)).manual == 0
