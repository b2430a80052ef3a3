"""The course that nbgrader brings as its example: old metadata, no cell ids, two notebooks, manual and task cells."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbgrader
import pytest

from gradlab.course import Course
from gradlab.course.build import build
from gradlab.notebook import Notebook, Role, merge

EXAMPLE = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"
SUBMITTED = sorted((EXAMPLE / "submitted").glob("*/ps1/*.ipynb"))


ODDITIES = {
    # The example's cheat: asserts commented out in one test cell, and another one emptied.
    "bitdiddle-ps1-problem1.ipynb": (
        "cell `correct_squares` is locked and was changed: the original was used",
        "cell `squares_invalid_input` is locked and was changed: the original was used",
        "cell `correct_sum_of_squares` is tagged `raises-exception`: the tag was ignored",
        "cell `sum_of_squares_application` is tagged `raises-exception`: the tag was ignored",
    ),
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = tmp_path_factory.mktemp("quickstart")
    shutil.copytree(EXAMPLE / "source", root / "source", ignore=shutil.ignore_patterns("ps1_autotest"))
    (root / "nbgrader_config.py").write_text(
        'c = get_config()\nc.IncludeHeaderFooter.header = "source/header.ipynb"\n'
    )
    return Course(root)


def test_its_cells_have_the_roles_that_nbgrader_gives_them(course: Course) -> None:
    cells = course.assignment("ps1").notebook("problem1").by_id()
    roles = {
        "jupyter": Role.TASK,
        "squares": Role.SOLUTION,
        "correct_squares": Role.TEST,
        "sum_of_squares_equation": Role.MANUAL,
    }
    assert {name: cells[name].role for name in roles} == roles
    assert cells["sum_of_squares_uses_squares"].points == 0.5


def test_its_release_is_built_and_merges_without_an_oddity(course: Course) -> None:
    assert {built.state for built in build(course)} == {"written"}
    assert {built.state for built in build(course, check=True)} == {"same"}
    for name in ("problem1", "problem2"):
        source = course.assignment("ps1").notebook(name)
        release = Notebook.read(course.root / "release" / "ps1" / f"{name}.ipynb")
        result = merge(source, release)
        assert result.oddities == ()
        ours = [cell.id for cell in result.notebook.cells if not cell.id.startswith("own-")]
        assert ours == [cell.id for cell in source.cells]


@pytest.mark.parametrize("path", SUBMITTED, ids=["-".join(path.parts[-3:]) for path in SUBMITTED])
def test_its_submissions_merge_with_their_answers(course: Course, path: Path) -> None:
    source = course.assignment("ps1").notebook(path.stem)
    submission = Notebook.read(path)
    result = merge(source, submission)
    merged, theirs = result.notebook.by_id(), submission.by_id()
    for cell in source.cells:
        if cell.locked:
            assert merged[cell.id] == cell
        elif cell.labelled:
            assert merged[cell.id].source == theirs[cell.id].source
    assert result.oddities == ODDITIES.get("-".join(path.parts[-3:]), ())


def test_there_are_such_submissions() -> None:
    assert len(SUBMITTED) == 4
