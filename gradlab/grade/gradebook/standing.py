"""What the gradebook has that reports have not: people's marks, extra credit, late penalties, and what waits for a person.

Reads the database, and never writes it. Loads nbgrader only for a course that keeps its gradebook somewhere else than nbgrader
does by itself. `overview` imports this room.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from gradlab.grade.gradebook import database
from gradlab.grade.gradebook.config import gradebook_of
from gradlab.grade.gradebook.errors import GradebookError

USUAL = "gradebook.db"
CONFIG = "nbgrader_config.py"

_STANDINGS = """
select student.id, assignment.name,
       total(grade.auto_score),
       total(case when grade.manual_score is not null then grade.manual_score - coalesce(grade.auto_score, 0) end),
       total(grade.extra_credit),
       total(grade.needs_manual_grade)
from submitted_assignment as submission
join student on student.id = submission.student_id
join assignment on assignment.id = submission.assignment_id
join submitted_notebook as notebook on notebook.assignment_id = submission.id
join grade on grade.notebook_id = notebook.id
group by submission.id
"""
_PENALTIES = """
select submission.student_id, assignment.name, total(notebook.late_submission_penalty)
from submitted_assignment as submission
join assignment on assignment.id = submission.assignment_id
join submitted_notebook as notebook on notebook.assignment_id = submission.id
group by submission.id
"""


@dataclass(frozen=True)
class Standing:
    """One submission in the gradebook, in points."""

    auto: float
    """What the tests gave when it was recorded."""
    manual: float
    """What people's marks add to that, or take from it."""
    extra_credit: float
    late_penalty: float
    waiting: int
    """Cells that need a person."""


Standings = dict[tuple[str, str], Standing]
"""By student and assignment."""


def read(root: Path) -> Standings | None:
    """Read a course's gradebook.

    Args:
        root: The course's folder.

    Returns:
        Every submission's standing; None if there is no gradebook.

    Raises:
        GradebookError: It cannot be read, or is none.
    """
    path = _path(root)
    if path is None or not path.exists():
        return None
    with (
        database.explained(path),
        contextlib.closing(database.reading(path)) as file,
    ):
        late = {(student, name): points for student, name, points in file.execute(_PENALTIES)}
        return {
            (student, name): Standing(auto, manual, extra, late[student, name], int(waiting))
            for student, name, auto, manual, extra, waiting in file.execute(_STANDINGS)
        }


def _path(root: Path) -> Path | None:
    config = root / CONFIG
    if config.is_file() and "db_url" in config.read_text(encoding="utf-8", errors="replace"):
        path = database.path_of(gradebook_of(root)[0])
        if path is None:
            raise GradebookError(
                "the gradebook is not a SQLite database, and cannot be read here",
                "its manual marks and penalties are left out",
            )
        return path
    return (root / USUAL).absolute()
