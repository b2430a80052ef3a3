"""Verdicts become nbgrader's scores: exactly, with nbgrader's rules, one submission at a time."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import msgspec
import nbformat
import pytest
from gradebook_course import CONFIG, Classroom, code, source_notebook, text, verdict, write
from nbgrader.api import Gradebook
from nbgrader.utils import determine_grade

from gradlab.grade import gradebook
from gradlab.grade.gradebook import source
from gradlab.grade.report import Graded
from gradlab.notebook import Notebook

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


@pytest.fixture
def course(tmp_path: Path) -> Classroom:
    return Classroom.make(tmp_path / "course")


def record(course: Classroom, *graded: Graded) -> list[str]:
    """Record, and return what went wrong: empty texts where nothing did."""
    return [str(problem or "") for _, problem in gradebook.record(course.root, graded)]


@pytest.mark.parametrize("earned", [0.0, 0.1, 1.5, 2.999999, 3.0])
def test_the_score_is_the_mark(course: Classroom, earned: float) -> None:
    course.submit("ada")
    assert record(course, verdict("ada", earned)) == [""]
    assert course.scores("ada")["one"]["double-check"] == (earned, None, False)


def test_a_judged_cell_has_one_result_and_no_stderr(course: Classroom) -> None:
    course.submit("ada")
    record(course, verdict("ada", 1.5, message="yours 3, expected 2", hint="multiply"))
    cell = next(cell for cell in course.autograded("ada").cells if cell.id == "double-check")
    assert [output.output_type for output in cell.outputs] == ["stream", "execute_result"]
    report, result = cell.outputs
    assert report.name == "stdout"
    assert report.text == (
        "1.5 of 3 points\nfailed: double doubles\n  yours 3, expected 2\n\n  hint: multiply\n"
    )
    assert result.data == {"text/plain": "1.5"}
    assert determine_grade(cell) == (1.5, 3.0)


def test_student_cells_show_what_they_showed(course: Classroom) -> None:
    course.submit("ada")
    record(course, verdict("ada", 3.0))
    by_id = {cell.id: cell for cell in course.autograded("ada").cells}
    printed, picture = by_id["double"].outputs
    assert (printed.name, printed.text) == ("stdout", "red <b>\n")
    assert list(picture.data) == ["image/png"]


def test_what_the_judge_does_not_mark_waits_for_a_person(course: Classroom) -> None:
    course.submit("ada")
    record(course, verdict("ada", 3.0))
    assert course.scores("ada")["one"] == {
        "double-check": (3.0, None, False),
        "why": (None, None, True),
        "draw": (None, None, True),
    }


def test_an_empty_answer_is_worth_nothing_without_a_person(course: Classroom) -> None:
    nb = source_notebook()
    nb.cells = [cell for cell in nb.cells if cell.id != "why"]
    course.submit("ada", nb=nb)
    record(course, verdict("ada", 3.0))
    assert course.scores("ada")["one"]["why"] == (0.0, None, False)


def test_scores_that_people_gave_stay(course: Classroom) -> None:
    course.submit("ada")
    record(course, verdict("ada", 1.5))
    with Gradebook(f"sqlite:///{course.database}", "doubling") as book:
        grade = book.find_grade("double-check", "one", "a1", "ada")
        grade.manual_score, grade.extra_credit = 2.5, 1.0
        essay = book.find_grade("why", "one", "a1", "ada")
        essay.manual_score, essay.needs_manual_grade = 2.0, False
        book.find_comment("why", "one", "a1", "ada").manual_comment = "well said"
        task = book.find_grade("draw", "one", "a1", "ada")
        task.manual_score, task.extra_credit, task.needs_manual_grade = 3.5, 0.5, False
        book.db.commit()
    assert record(course, verdict("ada", 3.0)) == [""]
    assert course.scores("ada")["one"]["double-check"] == (3.0, 2.5, True)
    assert course.scores("ada")["one"]["why"] == (None, 2.0, True)
    assert course.scores("ada")["one"]["draw"][1] == 3.5
    assert course.rows("SELECT extra_credit FROM grade WHERE manual_score = 2.5") == [(1.0,)]
    assert course.rows("SELECT extra_credit FROM grade WHERE manual_score = 3.5") == [(0.5,)]
    assert ("well said",) in course.rows("SELECT manual_comment FROM comment")


def test_a_late_submission_is_penalised_by_the_courses_rule(course: Classroom) -> None:
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text() + 'c.LateSubmissionPlugin.penalty_method = "zero"\n')
    course.submit("ada", timestamp="2024-05-02 10:00:00 UTC")
    course.submit("bob", timestamp="2024-04-30 10:00:00 UTC")
    record(course, verdict("ada", 3.0), verdict("bob", 3.0))
    with Gradebook(f"sqlite:///{course.database}", "doubling") as book:
        book.update_or_create_assignment("a1", duedate="2024-05-01 10:00:00 UTC")
    record(course, verdict("ada", 3.0), verdict("bob", 3.0))
    with Gradebook(f"sqlite:///{course.database}", "doubling") as book:
        assert book.find_submission("a1", "ada").late_submission_penalty == 3.0
        assert book.find_submission("a1", "bob").late_submission_penalty == 0.0


def test_a_refused_file_is_zero_until_a_person_has_looked(course: Classroom) -> None:
    course.submit("ada", nb=b"not a notebook")
    course.submit("bob")
    refused = verdict("ada", 0.0, refused="the file is not JSON <b>at all</b>; ask for it again")
    assert record(course, refused, verdict("bob", 3.0)) == ["", ""]
    scores = course.scores("ada")["one"]
    assert scores["double-check"] == (0.0, None, True)
    assert scores["why"] == (0.0, None, True)
    first = course.autograded("ada").cells[0]
    assert first.cell_type == "markdown"
    assert "could not be graded" in first.source
    assert "\n    the file is not JSON <b>at all</b>; ask for it again" in first.source
    assert not any("return FACTOR * x" in cell.source for cell in course.autograded("ada").cells)
    assert course.scores("bob")["one"]["double-check"] == (3.0, None, False)


def test_oddities_are_told_at_the_top(course: Classroom) -> None:
    course.submit("ada")
    record(course, verdict("ada", 3.0, oddities=("cell `why` is missing",)))
    first = course.autograded("ada").cells[0]
    assert "It changes no mark" in first.source
    assert "\n    cell `why` is missing" in first.source


def test_grading_without_a_sandbox_is_told_at_the_top(course: Classroom) -> None:
    course.submit("ada")
    record(course, verdict("ada", 3.0, sandbox="none"))
    assert "**Graded without a sandbox**" in course.autograded("ada").cells[0].source


def test_a_broken_grader_records_nothing(course: Classroom) -> None:
    course.submit("ada")
    record(course, verdict("ada", 3.0))
    before = course.rows("SELECT * FROM grade")
    problem = record(course, verdict("ada", 0.0, grader_error="the judge ended"))
    assert problem == [
        "not graded, so the scores stay as they were (the judge ended); run `gradlab doctor`, then grade again"
    ]
    assert course.rows("SELECT * FROM grade") == before
    assert course.autograded("ada").metadata.gradlab.digest == "digest of ada 3.0"


def test_any_name_of_a_folder_is_recorded(course: Classroom) -> None:
    names = ["ada lovelace", 'o\'neill "x"', "[ab]*?", "\x1b[31mred", "Zoë", "-rf", "{x}", "a+b"]
    for name in names:
        course.submit(name)
    assert record(course, *(verdict(name, 1.5) for name in names)) == [""] * len(names)
    for name in names:
        assert course.scores(name)["one"]["double-check"][0] == 1.5
        assert course.autograded(name).metadata.gradlab.digest == f"digest of {name} 1.5"


def test_a_name_with_a_line_break_is_refused_and_the_others_go_on(course: Classroom) -> None:
    course.submit("a\nb")
    course.submit("bob")
    assert record(course, verdict("a\nb", 1.5), verdict("bob", 3.0)) == [
        "nbgrader cannot handle the folder's name; rename it without line breaks, and run again",
        "",
    ]
    assert not (course.root / "autograded" / "a\nb").exists()


def test_a_submission_that_is_gone_is_told(course: Classroom) -> None:
    course.submit("bob")
    assert record(course, verdict("ada", 1.5), verdict("bob", 3.0)) == [
        "one.ipynb is no longer in submitted/; put it back, and run again",
        "",
    ]


def test_an_unknown_assignment_is_told(course: Classroom) -> None:
    path = course.root / "submitted" / "ada" / "a9" / "one.ipynb"
    write(path, source_notebook())
    graded = verdict("ada", 1.5)
    other = Graded(report=msgspec.structs.replace(graded.report, assignment="a9"))
    assert record(course, other) == [
        "source/ has no notebook of a9; rename the submission, or add the assignment"
    ]


def test_other_files_are_copied_and_links_are_not(course: Classroom) -> None:
    folder = course.submit("ada").parent
    (folder / "data.csv").write_text("1,2")
    (folder / "secret.txt").symlink_to(course.root / "source" / "a1" / "one.ipynb")
    os.mkfifo(folder / "pipe")
    assert record(course, verdict("ada", 3.0)) == [""]
    assert sorted(path.name for path in (course.root / "autograded" / "ada" / "a1").iterdir()) == [
        "data.csv",
        "one.ipynb",
    ]


def test_points_that_changed_in_source_reach_the_gradebook(course: Classroom) -> None:
    course.submit("ada")
    course.submit("bob")
    record(course, verdict("ada", 3.0))
    nb = source_notebook()
    nb.cells[5].metadata.nbgrader.points = 7
    write(course.root / "source" / "a1" / "one.ipynb", nb)
    assert record(course, verdict("bob", 1.5)) == [""]
    assert course.rows("SELECT max_score FROM grade_cells JOIN base_cell USING (id) WHERE name = 'why'") == [
        (7.0,)
    ]


def test_a_graded_cell_that_is_new_is_told_once_there_are_submissions(course: Classroom) -> None:
    course.submit("ada")
    record(course, verdict("ada", 3.0))
    nb = source_notebook()
    nb.cells.append(code("assert True", grade_id="new-check", grade=True, locked=True, points=1))
    write(course.root / "source" / "a1" / "one.ipynb", nb)
    (problem,) = record(course, verdict("ada", 1.5))
    assert problem.startswith("nbgrader refuses the assignment a1")
    assert problem.endswith('run `nbgrader generate_assignment "a1" --force` to see more')
    assert course.scores("ada")["one"]["double-check"] == (3.0, None, False)


def test_notebooks_of_one_submission_can_come_one_by_one(tmp_path: Path) -> None:
    course = Classroom.make(tmp_path / "course", notebooks=("one", "two"))
    course.submit("ada", notebook="one")
    course.submit("ada", notebook="two")
    assert record(course, verdict("ada", 1.5, notebook="one"), verdict("ada", 3.0, notebook="two")) == [
        "",
        "",
    ]
    assert record(course, verdict("ada", 2.0, notebook="two")) == [""]
    scores = course.scores("ada")
    assert (scores["one"]["double-check"][0], scores["two"]["double-check"][0]) == (1.5, 2.0)
    assert course.autograded("ada", "one").metadata.gradlab.digest == "digest of ada 1.5"
    assert course.autograded("ada", "two").metadata.gradlab.digest == "digest of ada 2.0"


def test_a_notebook_that_was_not_handed_in_is_zero(tmp_path: Path) -> None:
    course = Classroom.make(tmp_path / "course", notebooks=("one", "two"))
    course.submit("ada", notebook="one")
    record(course, verdict("ada", 1.5, notebook="one"))
    assert course.scores("ada")["two"]["double-check"] == (0.0, None, False)


def test_feedback_of_the_old_marks_is_removed(course: Classroom) -> None:
    course.submit("ada")
    record(course, verdict("ada", 1.5))
    feedback = course.root / "feedback" / "ada" / "a1"
    feedback.mkdir(parents=True)
    (feedback / "one.html").write_text("1.5")
    record(course, verdict("ada", 3.0))
    assert not feedback.exists()


def test_a_picture_attached_to_an_answer_stays(course: Classroom) -> None:
    nb = source_notebook()
    nb.cells[5] = text("![x](attachment:x.png)", grade_id="why", grade=True, solution=True, points=2)
    nb.cells[5].attachments = {"x.png": {"image/png": "AAAA", "text/html": "<script>"}}
    course.submit("ada", nb=nb)
    record(course, verdict("ada", 3.0))
    answer = next(cell for cell in course.autograded("ada").cells if cell.id == "why")
    assert answer.attachments == {"x.png": {"image/png": "AAAA"}}


def test_a_course_without_the_line_is_recorded_without_running_anything(course: Classroom) -> None:
    (course.root / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.course_id = "doubling"\n'
    )
    nb = source_notebook()
    nb.cells.append(code("open('ran', 'w')"))
    course.submit("ada", nb=nb)
    assert record(course, verdict("ada", 1.5)) == [""]
    assert course.scores("ada")["one"]["double-check"] == (1.5, None, False)
    assert not list(course.root.rglob("ran"))


def test_a_config_that_fails_is_told(course: Classroom) -> None:
    (course.root / "nbgrader_config.py").write_text("c = get_config()\n1 / 0\n")
    course.submit("ada")
    assert record(course, verdict("ada", 1.5)) == [
        "nbgrader_config.py cannot be read (ZeroDivisionError: division by zero); correct it and run again"
    ]


def test_marks_that_make_no_sense_are_not_recorded(course: Classroom) -> None:
    course.submit("ada")
    record(course, verdict("ada", 1.5))
    (problem,) = record(course, verdict("ada", float("nan")))
    assert "earned nan of 3 points" in problem
    assert course.scores("ada")["one"]["double-check"] == (1.5, None, False)


def test_the_folder_of_a_course_may_have_any_name(tmp_path: Path) -> None:
    course = Classroom.make(tmp_path / "my [course] 100% (new)")
    course.submit("ada")
    assert record(course, verdict("ada", 1.5)) == [""]
    assert course.scores("ada")["one"]["double-check"][0] == 1.5


def test_a_gradebook_that_is_not_there_is_made(tmp_path: Path) -> None:
    course = Classroom.make(tmp_path / "course", prepared=False)
    course.submit("ada")
    assert record(course, verdict("ada", 1.5)) == [""]
    assert course.rows("SELECT count(*) FROM alembic_version") == [(1,)]
    assert course.rows("SELECT id FROM course ORDER BY id") == [("default_course",), ("doubling",)]


def test_nothing_is_left_behind(course: Classroom) -> None:
    course.submit("ada")
    record(course, verdict("ada", 1.5))
    record(course, verdict("ada", 3.0))
    assert [path.name for path in (course.root / "autograded").iterdir()] == ["ada"]
    assert not list(course.root.glob(".gradlab*"))
    assert not (course.root / "release").exists()


def test_the_autograded_notebook_is_valid(course: Classroom) -> None:
    course.submit("ada")
    record(course, verdict("ada", 1.5))
    nb: Any = course.autograded("ada")
    nbformat.validate(nb)
    assert CONFIG and [cell.id for cell in nb.cells][:3] == ["title", "given", "double"]


def load(course: Classroom) -> Notebook:
    with Gradebook(f"sqlite:///{course.database}", "doubling") as book:
        return source.load(course.root / "source" / "a1" / "one.ipynb", book, "a1").notebook


def test_tests_that_nbgrader_generates_come_from_the_gradebook(course: Classroom) -> None:
    nb = source_notebook()
    nb.cells[4].source = "### AUTOTEST double(3)"
    write(course.root / "source" / "a1" / "one.ipynb", nb)
    with sqlite3.connect(course.database) as connection:
        connection.execute(
            "UPDATE source_cell SET source = 'assert double(3) == 6' WHERE name = 'double-check'"
        )
    assert load(course).by_id()["double-check"].source == "assert double(3) == 6"


def test_a_source_that_changed_is_told_before_marks_are_mixed_up(course: Classroom) -> None:
    fix = 'run `nbgrader generate_assignment "a1" --force`, then grade again'
    nb = source_notebook()
    nb.cells[4].source += "\nassert True"
    write(course.root / "source" / "a1" / "one.ipynb", nb)
    with pytest.raises(gradebook.GradebookError) as caught:
        load(course)
    assert str(caught.value) == (
        f"a1/one: the text of cell `double-check` in source/ is not the one in the gradebook; {fix}"
    )
    nb.cells[4].metadata.nbgrader.points = 5
    write(course.root / "source" / "a1" / "one.ipynb", nb)
    with pytest.raises(gradebook.GradebookError) as caught:
        load(course)
    assert str(caught.value) == (
        f"a1/one: cell `double-check` is worth 5 in source/ and 3 in the gradebook; {fix}"
    )
    del nb.cells[4]
    write(course.root / "source" / "a1" / "one.ipynb", nb)
    with pytest.raises(gradebook.GradebookError) as caught:
        load(course)
    assert str(caught.value) == (
        f"a1/one: the graded cell `double-check` is in the gradebook, not in source/; {fix}"
    )


def test_a_source_that_is_no_notebook_is_told(course: Classroom) -> None:
    write(course.root / "source" / "a1" / "one.ipynb", b"{")
    with pytest.raises(
        gradebook.GradebookError, match=r"^source/a1/one.ipynb cannot be read \(the file is not JSON"
    ):
        load(course)
