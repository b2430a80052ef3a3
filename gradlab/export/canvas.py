"""Canvas's gradebook CSV: what its page Grades, Import takes.

With a roster, the file speaks of students and assignments by the numbers that Canvas itself gave them, and a cell without a score
keeps what Canvas has: an empty cell there would erase a grade. Without one, Canvas goes by login, else by name. `cli` imports it.

Source: Canvas's `GradebookImporter`: the row `Points Possible` is known by these words anywhere in its first cell, so a student
who calls himself so must not set the points.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gradlab.export.roster import LOGIN, POINTS_ROW, Roster
from gradlab.export.scores import Scores, Student

INFORMATION = ("Student", "ID", "SIS User ID", LOGIN, "Section")
EXCUSED = "EX"
NAME_CHARACTERS = 250
"""Canvas's own limit for a name."""


@dataclass(frozen=True)
class Gradebook:
    """A file for Canvas, and what a person should know about it."""

    text: str
    rows: int
    """How many students are in it."""
    unknown: tuple[str, ...] = ()
    """Ids of students with scores who are not in the roster; they are not in the file."""
    new: tuple[str, ...] = ()
    """Assignments for which the roster has no column: Canvas will offer to make them."""
    rescaled: tuple[str, ...] = ()
    """Assignments that are worth something else in Canvas than here, a sentence each."""
    excused: int = 0
    """Scores left out because Canvas has the student excused."""


def gradebook(
    scores: Scores,
    roster: Roster | None = None,
    *,
    match: str = LOGIN,
    named: Mapping[str, str] | None = None,
) -> Gradebook:
    """Write the CSV file.

    Args:
        scores: The scores; students without any are left out.
        roster: What Canvas exported.
        match: The roster's column that holds the ids which students have in the gradebook.
        named: The roster's columns of assignments, where Canvas calls them otherwise.

    Raises:
        ExportError: The roster has not the columns asked for, or none of the students; or two students would be one.
    """
    if roster is None:
        return _without(scores)
    return _with(scores, roster, match, named or {})


def _without(scores: Scores) -> Gradebook:
    rows = []
    for student in scores.students.values():
        cells = [_points(scores, student.id, name) for name in scores.assignments]
        if any(cell is not None for cell in cells):
            rows.append([_name(student), "", "", _inert(student.id), "", *map(_number, cells)])
    points = [f"    {POINTS_ROW}", "", "", "", "", *map(_number, scores.assignments.values())]
    return Gradebook(_csv([[*INFORMATION, *scores.assignments], points, *rows]), len(rows))


def _with(scores: Scores, roster: Roster, match: str, named: Mapping[str, str]) -> Gradebook:
    columns = roster.columns(scores.assignments, named)
    with_scores = dict.fromkeys(sorted(student for student, _ in scores.scores))
    known = roster.match(with_scores, match)
    unknown = tuple(student for student in with_scores if student not in known)
    places = {name: roster.header.index(column) for name, column in columns.items()}
    rows, excused = [], 0
    for student, row in known.items():
        cells = []
        for name in scores.assignments:
            there = row[places[name]].strip() if name in places else ""
            points = _points(scores, student, name)
            if there.upper() == EXCUSED and points is not None:
                excused, points = excused + 1, None
            cells.append(there if points is None else _number(points))
        rows.append([*_information(row, roster), *cells])
    head = [*roster.header[: roster.information], *(columns.get(name, name) for name in scores.assignments)]
    width = roster.information - 1
    points_row = [f"    {POINTS_ROW}", *[""] * width, *map(_number, scores.assignments.values())]
    return Gradebook(
        _csv([head, points_row, *rows]),
        len(rows),
        unknown,
        tuple(name for name in scores.assignments if name not in columns),
        tuple(_rescaled(scores, roster, places)),
        excused,
    )


def _rescaled(scores: Scores, roster: Roster, places: Mapping[str, int]) -> Sequence[str]:
    found = []
    for name, place in places.items():
        there = roster.points[place].strip()
        try:
            differs = bool(there) and float(there.replace(",", ".")) != scores.assignments[name]
        except ValueError:
            differs = False
        if differs:
            found.append(f"{name} is worth {there} in Canvas and {scores.assignments[name]:g} here")
    return found


def _information(row: Sequence[str], roster: Roster) -> list[str]:
    """Return who a student is, in the roster's words."""
    names = roster.header.index("ID")
    cells = [_inert(cell) for cell in row[: roster.information]]
    return [_harmless(cell) if place < names else cell for place, cell in enumerate(cells)]


def _points(scores: Scores, student: str, assignment: str) -> float | None:
    score = scores.of(student, assignment)
    return None if score is None else score.points


def _number(points: float | None) -> str:
    return "" if points is None else f"{points:.2f}"


def _name(student: Student) -> str:
    """Name a student so that Canvas takes him for nobody else: it goes by name where it does not know the login."""
    name = ", ".join(filter(None, (student.last_name, student.first_name)))
    return _harmless(_inert(f"{name} ({student.id})" if name else student.id))


def _harmless(name: str) -> str:
    # What still begins with a sign is a number to `inert`; a name is none.
    name = f"'{name}" if name.startswith(("+", "-")) else name
    return name.replace(POINTS_ROW, POINTS_ROW.replace(" ", "_"))[:NAME_CHARACTERS]


def _inert(text: str) -> str:
    from gradlab.grade.gradebook.spreadsheet import inert

    return inert(text)


def _csv(rows: Sequence[Sequence[str]]) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue()
