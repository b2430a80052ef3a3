"""What a gradebook says, read past nbgrader."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def recorded(database: Path) -> dict[tuple[str, str], float | None]:
    """Return every score of a gradebook, by student and cell.

    Args:
        database: nbgrader's SQLite file.

    Raises:
        FileNotFoundError: There is none.
        AssertionError: It is damaged.
    """
    if not database.exists():
        raise FileNotFoundError(database)
    with closing(sqlite3.connect(database)) as connection:
        (state,) = connection.execute("PRAGMA integrity_check").fetchone()
        assert state == "ok", state
        rows = connection.execute(
            "SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score FROM grade"
            " JOIN base_cell ON grade.cell_id = base_cell.id"
            " JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id"
            " JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id"
        ).fetchall()
    return {(student, cell): score for student, cell, score in rows}
