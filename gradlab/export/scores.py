"""Scores as nbgrader's gradebook has them: with marks that people gave, extra credit and late penalties.

Reads the database and never writes to it: what was exported twice without a change between is the same twice, and a gradebook
that the formgrader has open can be exported. `canvas`, `csv_table` and `ags` import this room.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from gradlab.course import Course, CourseError
from gradlab.export.errors import ExportError
from gradlab.grade import ledger
from gradlab.submitted import find

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

RECORD_FIRST = "run `gradlab grade`, which records every score in it, then export again"


@dataclass(frozen=True)
class Student:
    """Somebody the gradebook knows. Every text is the student's own choice, or may be."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""
    """The id that the platform knows the user by, where somebody has told nbgrader."""


@dataclass(frozen=True)
class Score:
    """What one student has for one assignment."""

    student: str
    """The student's id in the gradebook."""
    assignment: str
    earned: float
    """Points of all cells, by tests and by hand, extra credit included."""
    penalty: float
    """Points taken off for being late."""
    maximum: float
    waits: bool
    """Whether a cell still waits for a person's mark."""
    submitted: datetime | None = None
    """When it was handed in, in UTC; None where nobody wrote it down."""

    @property
    def points(self) -> float:
        """What counts: what was earned less the penalty, never below zero."""
        return max(0.0, self.earned - self.penalty)


@dataclass(frozen=True)
class Scores:
    """The scores of some assignments."""

    assignments: dict[str, float]
    """The assignments in the course's order, and what each is worth."""
    students: dict[str, Student]
    """Everybody in the gradebook by id, whether scored or not, in the order of the ids."""
    scores: dict[tuple[str, str], Score]
    """By student and assignment. Who has no score for an assignment is not here: no score is not zero."""
    changed: datetime
    """When the gradebook was last written, in UTC: no score is newer."""
    ungraded: tuple[tuple[str, str], ...] = ()
    """Student and assignment of what was handed in and has no score."""
    stale: tuple[tuple[str, str], ...] = ()
    """Student and assignment of what was handed in anew since its score was recorded."""

    def of(self, student: str, assignment: str) -> Score | None:
        """Return a score, or None where there is none."""
        return self.scores.get((student, assignment))

    @property
    def waiting(self) -> int:
        """How many scores still wait for a person's mark."""
        return sum(score.waits for score in self.scores.values())


def read(course: Course, names: Sequence[str]) -> Scores:
    """Read the scores of a course's gradebook.

    Args:
        course: The course.
        names: Assignments; none at all means every assignment that has a score.

    Returns:
        The scores.

    Raises:
        CourseError: There is no assignment of one of these names.
        ExportError: There is no gradebook, it does not know one of the assignments, or nothing in it is scored.
        GradebookError: The gradebook cannot be read.
    """
    wanted = course.select(list(names))
    path, course_id = _gradebook(course)
    from gradlab.grade.gradebook import database

    database.examine(path, course_id, writable=False)
    with database.explained(path):
        known, students, scores = _rows(path)
    missing = [one.name for one in wanted if one.name not in known]
    if missing and names:
        raise ExportError(f"the gradebook does not know {missing[0]}", f"run `gradlab grade {missing[0]}`")
    # A column without a score would only tell another system to forget its own: it is there if it was asked for.
    asked = set(known) if names else {score.assignment for score in scores.values()}
    assignments = {one.name: known[one.name] for one in wanted if one.name in asked}
    found = {key: score for key, score in scores.items() if score.assignment in assignments}
    if not found:
        what = " or ".join(assignments) if names else "any assignment"
        raise ExportError(f"the gradebook has no score for {what}", RECORD_FIRST)
    return Scores(
        assignments,
        students,
        found,
        datetime.fromtimestamp(path.stat().st_mtime, UTC),
        *_behind(course, [one.name for one in wanted], found),
    )


def _gradebook(course: Course) -> tuple[Path, str]:
    """Return the gradebook's file and the course's id, as nbgrader_config.py has them."""
    from gradlab.grade.gradebook import config, database

    url, course_id = config.gradebook_of(course.root)
    path = database.path_of(url)
    if path is None:
        raise ExportError(
            "the gradebook is not a SQLite database",
            "export with `nbgrader export`, which writes a CSV file from any database",
        )
    if not path.exists():
        raise ExportError(f"there is no gradebook yet: {path.name} does not exist", RECORD_FIRST)
    return path, course_id


def _rows(path: Path) -> tuple[dict[str, float], dict[str, Student], dict[tuple[str, str], Score]]:
    """Read everything: what assignments are worth, the students, the scores."""
    import sqlalchemy
    from nbgrader import api
    from sqlalchemy.orm import Session

    from gradlab.grade.gradebook import database

    engine = sqlalchemy.create_engine("sqlite://", creator=lambda: database.reading(path))
    try:
        with Session(engine) as session:
            known = {
                str(name): float(points)
                for name, points in session.execute(
                    sqlalchemy.select(api.Assignment.name, api.Assignment.max_score)
                )
            }
            students = {
                one.id: Student(
                    one.id,
                    *(text or "" for text in (one.first_name, one.last_name, one.email, one.lms_user_id)),
                )
                for one in session.scalars(sqlalchemy.select(api.Student).order_by(api.Student.id))
            }
            scores = {(one.student, one.assignment): one for one in _scores(session, known)}
    finally:
        engine.dispose()
    return known, students, scores


def _scores(session: Session, maxima: dict[str, float]) -> Iterator[Score]:
    # nbgrader's own `score` of a submission looks through all grades of the course: minutes, for a thousand students.
    from nbgrader.api import Assignment, Grade, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import func, select

    submission = SubmittedNotebook.assignment_id
    penalty = func.sum(func.coalesce(SubmittedNotebook.late_submission_penalty, 0.0))
    penalties: dict[str, float] = {
        key: points for key, points in session.execute(select(submission, penalty).group_by(submission))
    }
    earned = {
        key: (points, bool(waits))
        for key, points, waits in session.execute(
            select(submission, func.sum(Grade.score), func.max(Grade.needs_manual_grade))
            .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
            .group_by(submission)
        )
    }
    row = SubmittedAssignment
    for key, student, name, submitted in session.execute(
        select(row.id, row.student_id, Assignment.name, row.timestamp)
        .join(Assignment, row.assignment_id == Assignment.id)
        .order_by(row.student_id, Assignment.name)
    ):
        points, waits = earned.get(key, (0.0, False))
        when = None if submitted is None else submitted.replace(tzinfo=UTC)
        yield Score(
            student, name, float(points or 0.0), float(penalties.get(key) or 0.0), maxima[name], waits, when
        )


def _behind(
    course: Course, assignments: Collection[str], scored: Collection[tuple[str, str]]
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Return what was handed in and has no score, and what was handed in anew since it has one."""
    try:
        handed_in = [one for one in find(course, []) if one.assignment in assignments]
    except CourseError:
        return (), ()
    ungraded: dict[tuple[str, str], None] = {}
    stale: dict[tuple[str, str], None] = {}
    for one in handed_in:
        key = one.student, one.assignment
        if key not in scored:
            ungraded[key] = None
            continue
        recorded = ledger.entry(course.root, *key, one.path.stem).recorded()
        # Nothing is known of what `nbgrader autograde` has recorded, nor of a file that cannot be read.
        with contextlib.suppress(OSError):
            if recorded and recorded.handed_in and recorded.handed_in != sha256(one.read().data).hexdigest():
                stale[key] = None
    return tuple(ungraded), tuple(stale)
