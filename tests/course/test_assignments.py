"""Finding a course and its assignments, and saying what is wrong where there is none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from small_course import example, write

from gradlab.course import Course, CourseError


def said(call: object, *arguments: object) -> str:
    assert callable(call)
    with pytest.raises(CourseError) as caught:
        call(*arguments)
    assert str(caught.value) == f"{caught.value.what}; {caught.value.fix}"
    return str(caught.value)


def test_a_course_is_found_from_any_folder_in_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (root, root / "source", root / "source" / "08-loops"):
        assert Course.find(folder).root == root
    monkeypatch.chdir(root / "source")
    assert Course.find().root == root


def test_outside_of_a_course_the_message_says_what_makes_one(tmp_path: Path) -> None:
    assert said(Course.find, tmp_path) == (
        f"{tmp_path} is not in a course: neither it nor a folder above holds nbgrader_config.py and source/; "
        "change to the course's folder"
    )


def test_assignments_are_the_folders_of_source_in_their_order(root: Path) -> None:
    write(root, "03-derivatives", example())
    (root / "source" / ".ipynb_checkpoints").mkdir()
    (root / "source" / "header.ipynb").write_text("{}")
    assert [assignment.name for assignment in Course(root).assignments] == ["03-derivatives", "08-loops"]


def test_an_assignment_knows_its_files(root: Path) -> None:
    assignment = Course(root).assignment("08-loops")
    assert assignment.source == root / "source" / "08-loops" / "loops.ipynb"
    assert assignment.release == root / "release" / "08-loops" / "loops.ipynb"
    assert assignment.bank == root / "grader_tests" / "08-loops"
    assert assignment.notebook().name == "loops"
    assert assignment.points() == 5.0


@pytest.mark.parametrize(
    "name", ["08-loops", "source/08-loops", "source/08-loops/", "source/08-loops/loops.ipynb"]
)
def test_an_assignment_is_found_by_its_name_or_a_path_as_the_shell_completes_it(
    root: Path, name: str
) -> None:
    assert Course(root).assignment(name).name == "08-loops"


def test_an_unknown_assignment_names_the_known_ones(root: Path) -> None:
    write(root, "03-derivatives", example())
    course = Course(root)
    assert said(course.assignment, "loops") == (
        "there is no assignment loops; did you mean 08-loops? this course has 03-derivatives, 08-loops"
    )
    assert said(course.assignment, "x\x1b[2J") == (
        "there is no assignment x\\x1b[2J; this course has 03-derivatives, 08-loops"
    )


def test_a_course_without_assignments_says_how_to_start_one(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    assert said(Course(tmp_path).assignment, "a") == (
        "there is no assignment a: source/ is empty; add a notebook: source/NN-topic/topic.ipynb"
    )


def test_selected_assignments_come_in_the_courses_order_and_once(root: Path) -> None:
    write(root, "03-derivatives", example())
    course = Course(root)
    assert [one.name for one in course.select(["08-loops", "03-derivatives", "08-loops"])] == [
        "03-derivatives",
        "08-loops",
    ]
    assert len(course.select([])) == 2


def test_an_assignment_without_a_notebook_is_said(root: Path) -> None:
    (root / "source" / "09-empty").mkdir()
    assert said(Course(root).assignment("09-empty").notebook) == (
        "assignment 09-empty has no notebook; put one into source/09-empty/, or remove the folder"
    )


def test_two_notebooks_are_said_but_can_be_read_by_name_for_existing_courses(root: Path) -> None:
    (root / "source" / "08-loops" / "more.ipynb").write_text(json.dumps(example()))
    assignment = Course(root).assignment("08-loops")
    assert said(assignment.notebook) == (
        "assignment 08-loops has 2 notebooks: loops.ipynb, more.ipynb; "
        "one notebook is one assignment: move the others to folders of their own"
    )
    assert assignment.notebook("more").name == "more"
    assert (
        said(assignment.notebook, "moore") == "assignment 08-loops has no notebook moore; it has loops, more"
    )


def test_a_notebook_with_one_label_twice_is_said(root: Path) -> None:
    nb = example()
    nb["cells"].append(nb["cells"][7])
    write(root, "08-loops", nb)
    assert said(Course(root).assignment("08-loops").notebook) == (
        "source/08-loops/loops.ipynb: two cells have the grade_id power; give each cell a grade_id of its own"
    )


def test_finding_a_course_imports_no_nbgrader_and_no_jax() -> None:
    code = "import sys, gradlab.course, gradlab.notebook; print({'jax', 'nbgrader', 'nbformat'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
