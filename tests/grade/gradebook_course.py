"""Courses of nbgrader with submissions whose verdicts are made by hand, for the tests of the gradebook."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from gradlab.grade.gradebook.recording import Recorder
from gradlab.grade.report import CellMark, Graded, Mark, Outcome, Output, Report, Transcript

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4"
    "890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
"""A picture of one transparent pixel."""

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "{course_id}"
from gradlab.grade import gradebook
gradebook.configure(c)
"""

HIDDEN = 'assert double(21) == 42, "secret"'


def code(source: str, **nbgrader: Any) -> Any:
    """Make a code cell; nbgrader's metadata as keywords."""
    return _labelled(nbformat.v4.new_code_cell(source), nbgrader)


def text(source: str, **nbgrader: Any) -> Any:
    """Make a text cell; nbgrader's metadata as keywords."""
    return _labelled(nbformat.v4.new_markdown_cell(source), nbgrader)


def _labelled(cell: Any, nbgrader: dict[str, Any]) -> Any:
    if nbgrader:
        flags = {"grade": False, "solution": False, "locked": False, "schema_version": 3, **nbgrader}
        cell.metadata["nbgrader"] = flags
        cell["id"] = flags["grade_id"]
    return cell


def source_notebook() -> Any:
    """Make an instructor's notebook: 3 points by tests, 2 by hand, and a task of 4."""
    nb = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}}
    )
    nb.cells = [
        text("# Doubling", grade_id="title", locked=True),
        code("FACTOR = 2", grade_id="given", locked=True),
        code(
            "def double(x):\n    ### BEGIN SOLUTION\n    return FACTOR * x\n    ### END SOLUTION",
            grade_id="double",
            solution=True,
        ),
        code("double(4)"),
        code(
            f"assert double(1) == 2\n### BEGIN HIDDEN TESTS\n{HIDDEN}\n### END HIDDEN TESTS",
            grade_id="double-check",
            grade=True,
            locked=True,
            points=3,
        ),
        text("Because it doubles.", grade_id="why", grade=True, solution=True, points=2),
        text("Draw it.", grade_id="draw", task=True, locked=True, points=4),
    ]
    return nb


def write(path: Path, nb: Any) -> Path:
    """Write a notebook, or bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(nb if isinstance(nb, bytes) else nbformat.writes(nb).encode())
    return path


_prepared: dict[tuple[str, ...], bytes] = {}
"""New gradebooks by the notebooks of their assignment: nbgrader takes seconds to create one."""


@dataclass
class Classroom:
    """A course in a temporary folder."""

    root: Path

    @classmethod
    def make(
        cls,
        root: Path,
        *,
        notebooks: tuple[str, ...] = ("one",),
        course_id: str = "doubling",
        prepared: bool = True,
    ) -> Classroom:
        """Write a course with one assignment, `a1`, which the gradebook knows if `prepared`."""
        root.mkdir(parents=True, exist_ok=True)
        (root / "nbgrader_config.py").write_text(CONFIG.format(course_id=course_id))
        for name in notebooks:
            write(root / "source" / "a1" / f"{name}.ipynb", source_notebook())
        course = cls(root)
        if prepared:
            if notebooks not in _prepared:
                Recorder(root)._sources_of("a1")
                _prepared[notebooks] = course.database.read_bytes()
            course.database.write_bytes(_prepared[notebooks])
        return course

    @property
    def database(self) -> Path:
        return self.root / "gradebook.db"

    def submit(self, student: str, *, notebook: str = "one", nb: Any = None, timestamp: str = "") -> Path:
        """Hand in the source notebook, or another."""
        path = self.root / "submitted" / student / "a1" / f"{notebook}.ipynb"
        write(path, source_notebook() if nb is None else nb)
        if timestamp:
            (path.parent / "timestamp.txt").write_text(timestamp)
        return path

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the database directly."""
        with sqlite3.connect(f"file:{self.database}?mode=rw", uri=True) as connection:
            try:
                return connection.execute(query, values).fetchall()
            finally:
                connection.rollback()

    def scores(self, student: str) -> dict[str, dict[str, tuple[Any, Any, bool]]]:
        """Return auto score, manual score and needs_manual_grade by notebook and cell."""
        found: dict[str, dict[str, tuple[Any, Any, bool]]] = {}
        for notebook, cell, auto, manual, needs in self.rows(
            "SELECT notebook.name, base_cell.name, auto_score, manual_score, needs_manual_grade FROM grade"
            " JOIN base_cell ON grade.cell_id = base_cell.id"
            " JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id"
            " JOIN notebook ON submitted_notebook.notebook_id = notebook.id"
            " JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id"
            " WHERE submitted_assignment.student_id = ?",
            student,
        ):
            found.setdefault(notebook, {})[cell] = (auto, manual, bool(needs))
        return found

    def autograded(self, student: str, notebook: str = "one") -> Any:
        return nbformat.read(self.root / "autograded" / student / "a1" / f"{notebook}.ipynb", as_version=4)

    def nbgrader(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run an nbgrader command in the course, in an activated environment: nbgrader alone needs `alembic`."""
        path = os.pathsep.join((os.path.dirname(sys.executable), os.environ.get("PATH", "")))
        return subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=self.root,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            timeout=300,
        )


def verdict(
    student: str, earned: float, *, notebook: str = "one", message: str = "", hint: str = "", **changes: Any
) -> Graded:
    """Make what the judge would say about a submission of `source_notebook`."""
    passed = earned == 3
    mark = Mark(
        test="double-check",
        sentence="double doubles",
        outcome=Outcome.PASSED if passed else Outcome.FAILED,
        earned=earned,
        points=3.0,
        hidden=True,
        message=message,
        hint=hint,
    )
    report = Report(
        student=student,
        assignment="a1",
        notebook=notebook,
        earned=earned,
        points=9.0,
        cells=(
            CellMark(grade_id="double-check", earned=earned, points=3.0, tests=(mark,)),
            CellMark(grade_id="why", earned=0.0, points=2.0, manual=True),
            CellMark(grade_id="draw", earned=0.0, points=4.0, manual=True),
        ),
        digest=f"digest of {student} {earned}",
        **changes,
    )
    transcript = Transcript(
        outputs=(
            Output(cell="double", text="\x1b[31mred\x1b[0m <b>\n", images=(PNG,)),
            Output(cell="cell-4", error="ValueError: no"),
        )
    )
    return Graded(report=report, transcript=transcript)
