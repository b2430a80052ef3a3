"""A tiny assignment for tests of the engine: two exercises, seven points, and ways to hand it in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import nbformat

from gradlab.grade.report import Submission
from gradlab.notebook import Notebook

IMPORTS = """
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from gradlab import check
"""

DOUBLE = """
def double(x):
    return 2.0 * x
"""

DOUBLE_CHECK = '''
"""`double` doubles."""


def test_two():
    check.close(double(2.0), 4.0)


### BEGIN HIDDEN TESTS
@pytest.mark.parametrize("x", [0.5, -3.0, 7.25])
def test_any(x):
    check.close(jax.jit(double)(x), 2.0 * x, known_wrong={x * x: "that is the square"})


@pytest.mark.points(2)
def test_slope_is_two():
    check.close(jax.vmap(jax.grad(double))(jnp.arange(3.0)), jnp.full(3, 2.0))
### END HIDDEN TESTS

check.run()
'''

TOTAL = """
def total(x):
    return lax.fori_loop(0, x.shape[0], lambda i, s: s + x[i], 0.0)
"""

TOTAL_CHECK = '''
"""`total` adds up, in one loop."""


def test_three():
    check.close(total(jnp.array([1.0, 2.0, 4.0])), 7.0)


### BEGIN HIDDEN TESTS
def test_one_loop():
    assert check.program(total, jnp.ones(5)).loops == 1, "hint: one loop, whatever the length"


def test_five():
    check.close(jax.jit(total)(jnp.arange(5.0)), 10.0)
### END HIDDEN TESTS

check.run()
'''

STUB = "def {name}(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()\n"


def label(grade_id: str, *, points: float | None = None, solution: bool = False) -> dict[str, object]:
    """Return a cell's nbgrader metadata."""
    return {
        "nbgrader": {
            "grade": points is not None,
            "grade_id": grade_id,
            "locked": not solution,
            "schema_version": 3,
            "solution": solution,
            "task": False,
            **({} if points is None else {"points": points}),
        }
    }


def node(double: str = DOUBLE, total: str = TOTAL) -> nbformat.NotebookNode:
    """Return the assignment, with these solutions."""

    def code(grade_id: str, source: str, **role: object) -> nbformat.NotebookNode:
        return nbformat.v4.new_code_cell(source.strip("\n"), id=grade_id, metadata=label(grade_id, **role))

    nb = nbformat.v4.new_notebook()
    nb.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nb.cells = [
        code("imports", IMPORTS),
        code("double", double, solution=True),
        nbformat.v4.new_code_cell("print(double(3.0))", id="double-try"),
        code("double-check", DOUBLE_CHECK, points=4),
        code("total", total, solution=True),
        code("total-check", TOTAL_CHECK, points=3),
    ]
    return nb


def data(nb: nbformat.NotebookNode) -> bytes:
    """Return a notebook's bytes."""
    return nbformat.writes(nb).encode()


SOURCE = Notebook.loads(data(node()), "lesson")
TESTS = (
    "double-check::test_two",
    "double-check::test_any",
    "double-check::test_slope_is_two",
    "total-check::test_three",
    "total-check::test_one_loop",
    "total-check::test_five",
)


def submit(double: str = DOUBLE, total: str = TOTAL, *, student: str = "ada") -> Submission:
    """Return a submission with these solutions."""
    return Submission(student=student, assignment="lesson", notebook="lesson", data=data(node(double, total)))


CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "tests"
from gradlab.grade import gradebook
gradebook.configure(c)
"""


def course_in(folder: Path) -> Path:
    """Make a course with this assignment and nothing handed in, and return its root."""
    source = folder / "source" / "lesson"
    source.mkdir(parents=True)
    (source / "lesson.ipynb").write_bytes(data(node()))
    (folder / "nbgrader_config.py").write_text(CONFIG)
    return folder


def handed_in(root: Path, bodies: Sequence[str]) -> Path:
    """Make a course in which students `s0`, `s1`, ... have handed in `double` with these bodies; return its folder."""
    made = course_in(root)
    for number, body in enumerate(bodies):
        folder = made / "submitted" / f"s{number}" / "lesson"
        folder.mkdir(parents=True)
        (folder / "lesson.ipynb").write_bytes(
            submit(f"def double(x):\n    {body}", student=f"s{number}").data
        )
    return made
