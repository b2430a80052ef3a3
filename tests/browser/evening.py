"""The course that a browser looks at: one short assignment with hidden tests and a task that a person marks."""

from __future__ import annotations

from pathlib import Path

import lesson
import nbformat

ASSIGNMENT = "evening"
DUE = "2026-01-10T18:00"
LATE = "2026-01-10 19:30:00 UTC"

DOUBLE = """
def double(x):
    ### BEGIN SOLUTION
    return 2.0 * x
    ### END SOLUTION
"""
TOTAL = """
def total(x):
    ### BEGIN SOLUTION
    return lax.fori_loop(0, x.shape[0], lambda i, s: s + x[i], 0.0)
    ### END SOLUTION
"""
TASK = "Draw `double` between -1 and 1, and say what its slope is."

CONFIG = """
from nbgrader.plugins import LateSubmissionPlugin


class OnePoint(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 1.0


c = get_config()
c.AssignLatePenalties.plugin_class = OnePoint
c.CourseDirectory.course_id = "evenings"
c.Exchange.root = {exchange!r}
from gradlab.grade import gradebook
gradebook.configure(c)
"""

CHEAT = """from gradlab import check

check.run = lambda *arguments, **options: print("7 of 7")
check.close = lambda *arguments, **options: None"""
"""With it every test cell prints no number and raises nothing: full marks from nbgrader's own scoring."""


def notebook() -> nbformat.NotebookNode:
    """Return the instructor's notebook: 7 points by tests, 2 by hand."""
    nb = lesson.node(DOUBLE, TOTAL)
    task = {"grade": False, "locked": True, "solution": False, "task": True, "points": 2}
    label = {"nbgrader": {**task, "grade_id": "draw", "schema_version": 3}}
    nb.cells.insert(1, nbformat.v4.new_markdown_cell("## Exercise 1: `double`", id="double-task"))
    nb.cells.append(
        nbformat.v4.new_markdown_cell(f"## Exercise 3: draw\n\n{TASK}", id="draw", metadata=label)
    )
    return nb


def course_in(folder: Path) -> Path:
    """Make the course, with nothing released and nothing handed in, and return its root."""
    root = folder / "course"
    source = root / "source" / ASSIGNMENT
    source.mkdir(parents=True)
    (source / f"{ASSIGNMENT}.ipynb").write_bytes(lesson.data(notebook()))
    exchange = folder / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    (root / "nbgrader_config.py").write_text(CONFIG.format(exchange=str(exchange)))
    return root


def hand_in(root: Path, student: str, nb: nbformat.NotebookNode, *, timestamp: str = "") -> None:
    """Put a notebook where the formgrader finds it."""
    folder = root / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / f"{ASSIGNMENT}.ipynb").write_bytes(lesson.data(nb))
    if timestamp:
        # `nbgrader submit` writes both: when it was, and by what the student finds the feedback.
        (folder / "timestamp.txt").write_text(timestamp)
        (folder / "submission_secret.txt").write_text("a secret of the student's")


def honest(released: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return what somebody hands in who solved everything."""
    for cell in released.cells:
        if cell.id in ("double", "total"):
            cell.source = (lesson.DOUBLE if cell.id == "double" else lesson.TOTAL).strip("\n")
    released.cells.append(nbformat.v4.new_markdown_cell("The slope is two everywhere."))
    return released


def cheating(released: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return what somebody hands in who solved nothing and patched the tests."""
    released.cells.insert(1, nbformat.v4.new_code_cell(CHEAT, id="mine"))
    return released
