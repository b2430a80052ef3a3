"""Every notebook runs in a real kernel, as author and student meet it: solved it passes, released it is not attempted.

XLA compiles as in the judge, which takes half the time; with JAX 0.12, on Python 3.12, as on a student's machine.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from gradlab.course import Course
from gradlab.course.rules_exercise import WITHOUT_PLOT
from gradlab.notebook import Notebook, Role

ROOT = Path(__file__).parents[1]
NAMES = [assignment.name for assignment in Course(ROOT).assignments]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),
]


def run(path: Path, compile_cache: dict[str, str]) -> dict[str, nbformat.NotebookNode]:
    """Run a notebook top to bottom, past its errors, and return its code cells by id."""
    nb = nbformat.read(path, as_version=4)
    client = NotebookClient(nb, kernel_name="python3", timeout=60, allow_errors=True)
    student_s = sys.version_info >= (3, 12)
    env = {name: value for name, value in os.environ.items() if not (student_s and name == "XLA_FLAGS")}
    client.execute(env=env | compile_cache)
    return {cell.id: cell for cell in nb.cells if cell.cell_type == "code"}


def said(cell: nbformat.NotebookNode) -> str:
    """Return what a cell shows in plain text."""
    texts = [o.get("text") or o.get("data", {}).get("text/plain", "") for o in cell.outputs]
    return "\n".join(map(str, texts))


@pytest.mark.parametrize("name", NAMES)
def test_a_source_passes_all_its_checks_and_shows_no_error(name: str, compile_cache: dict[str, str]) -> None:
    assignment = Course(ROOT).assignment(name)
    cells = run(assignment.source, compile_cache)
    errors = {cell.id: o.evalue for cell in cells.values() for o in cell.outputs if o.output_type == "error"}
    assert errors == {}
    for cell in Notebook.read(assignment.source).cells:
        if cell.role is Role.TEST:
            shown = said(cells[cell.id])
            assert " checks pass" in shown and "failed" not in shown, shown
            # nbgrader gives full marks to a check cell whose last value is None.
            assert not any(o.output_type == "execute_result" for o in cells[cell.id].outputs)
    pictures = [c.id for c in cells.values() for o in c.outputs if "image/png" in o.get("data", {})]
    assert len(pictures) == (name not in WITHOUT_PLOT), "exactly one plot, or none where lint wants none"


@pytest.mark.parametrize("name", NAMES)
def test_a_release_says_that_nothing_is_attempted(name: str, compile_cache: dict[str, str]) -> None:
    assignment = Course(ROOT).assignment(name)
    cells = run(assignment.release, compile_cache)
    for cell in Notebook.read(assignment.release).cells:
        if cell.role is Role.TEST:
            shown = said(cells[cell.id])
            assert "not attempted yet" in shown, shown
            assert "hidden checks run when graded" in shown
