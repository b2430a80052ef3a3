"""How Canvas reads a gradebook CSV, as its `GradebookImporter` does: a reader for the tests, written from its rules.

The delimiter is guessed from the first three lines of the file, not of the table; the row of points is the one with these words
anywhere in its first cell; a student is found by ID, then by SIS user id, then by login, then by name.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field

TOTALS = re.compile("(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)")
NUMBERED = re.compile(r"(.*) \((\d+)\)$", re.DOTALL)


@dataclass(frozen=True)
class User:
    """A student as Canvas knows him."""

    id: int
    name: str
    login: str = ""
    sis: str = ""


@dataclass
class Imported:
    """What an import would do."""

    grades: dict[tuple[int | str, str], str] = field(default_factory=dict)
    """By user's id, or the name of somebody unknown, and by assignment's id, or the title of a new one."""
    points: dict[str, str] = field(default_factory=dict)


class InvalidHeader(Exception):
    """Canvas says `Invalid header row`."""


def read(text: str, users: list[User]) -> Imported:
    """Read a file as Canvas would for a course with these students."""
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True))
    head, *rest = [row for row in rows if not re.fullmatch("[;, ]+", ",".join(row))]
    if len(head) <= 3 or "Student" not in head[0] or "ID" not in head[1]:
        raise InvalidHeader(head)
    width = 3
    if re.search(r"SIS\s+User\s+ID", head[2]) and re.search(r"SIS\s+Login\s+ID", head[3]):
        width = 5 + ("Integration ID" in head[4])
        width += "Root Account" in head[width - 1]
    if "Section" not in head[width - 1]:
        raise InvalidHeader(head)
    columns = {head.index(one): _assignment(one) for one in head[width:] if not TOTALS.search(one)}
    found = Imported()
    for row in rest:
        if "Points Possible" in row[0]:
            found.points |= {name: row[place] for place, name in columns.items() if row[place]}
            continue
        if all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell, re.I) for cell in row):
            continue
        who = _user(row, users)
        found.grades |= {(who, name): _number(row[place]) for place, name in columns.items()}
    return found


def _delimiter(text: str) -> str:
    counts = {}
    for sign in ";,":
        sizes = {len(next(csv.reader([line], delimiter=sign), [])) for line in text.splitlines()[:3]}
        counts[sign] = sizes.pop() if len(sizes) == 1 else 0
    return ";" if counts[";"] > counts[","] else ","


def _assignment(column: str) -> str:
    match = NUMBERED.fullmatch(column)
    return match[2] if match else column


def _user(row: list[str], users: list[User]) -> int | str:
    for user in users:
        if row[1] == str(user.id):
            return user.id
    for user in users:
        if user.sis and row[2] == user.sis:
            return user.id
    for user in users:
        if user.login and row[3] == user.login:
            return user.id
    for user in users:
        if row[0] == user.name:
            return user.id
    return row[0]


def _number(cell: str) -> str:
    """Take a comma for a point, as the importer's converter does."""
    if re.fullmatch(r"-?[0-9.,]+%?", cell):
        *front, last = re.split("[.,]", cell)
        return f"{''.join(front)}.{last}" if front else last
    return cell
