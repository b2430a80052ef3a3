"""The students and columns of an LMS: the CSV file that Canvas's gradebook exports.

Canvas finds a student by the ID in this file and an assignment by the number in its column's name, `08-loops (12345)`; so what it
gets back should come from here. `canvas` and `ags` import this room.

Source: Canvas's `GradebookImporter`, which says which rows and columns it takes for what.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from gradlab.export.errors import ExportError
from gradlab.notebook import printable

POINTS_ROW = "Points Possible"
"""What the first cell of the row with the assignments' points holds."""

LOGIN = "SIS Login ID"
HOW = "in Canvas: Grades, Export, Export Entire Gradebook; give that file, unchanged"
ROSTER_MEGABYTES = 50
"""The most that is read: ten thousand students with a hundred columns are a tenth of it."""

_NUMBERED = re.compile(r"(?P<title>.*\S)\s*\(\d+\)\s*", re.DOTALL)
_NAMES = ("LastName", "FirstName")


@dataclass(frozen=True)
class Roster:
    """An exported gradebook of Canvas."""

    header: tuple[str, ...]
    information: int
    """How many columns, from the left, say who a student is; the last of them is the section."""
    points: tuple[str, ...]
    """The row of points, as wide as the header; empty cells where there is none."""
    rows: tuple[tuple[str, ...], ...]
    """The students, each as wide as the header, and rows about columns, which hold nobody's id."""

    @classmethod
    def read(cls, path: Path) -> Roster:
        """Read the file.

        Raises:
            ExportError: It cannot be read, or it is not a gradebook of Canvas.
        """
        try:
            data = path.read_bytes()
            if len(data) > ROSTER_MEGABYTES << 20:
                raise ExportError(f"{path} is larger than {ROSTER_MEGABYTES} MB", HOW)
            text = data.decode("utf-8-sig")
        except OSError as error:
            raise ExportError(f"the roster {path} cannot be read ({error.strerror})", HOW) from None
        except UnicodeDecodeError:
            raise ExportError(f"the roster {path} is not text in UTF-8", HOW) from None
        head = text.partition("\n")[0]
        delimiter = ";" if head.count(";") > head.count(",") else ","
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        except csv.Error as error:
            raise ExportError(f"the roster {path} is not a CSV file ({error})", HOW) from None
        return cls._of([row for row in rows if any(cell.strip() for cell in row)], path)

    @classmethod
    def _of(cls, rows: list[list[str]], path: Path) -> Roster:
        header = [cell.strip() for cell in rows[0]] if rows else []
        named = header[:1] == ["Student"] or tuple(header[:2]) == _NAMES
        if not named or "ID" not in header or "Section" not in header:
            raise ExportError(
                f"the roster {path} does not begin with the columns Student, ID, … Section", HOW
            )
        width = len(header)
        full = [tuple((*row, *[""] * width)[:width]) for row in rows[1:]]
        # It has no ID; a student who calls himself so has one.
        named_so = (row for row in full if POINTS_ROW in row[0] and not row[header.index("ID")].strip())
        return cls(tuple(header), header.index("Section") + 1, next(named_so, ("",) * width), tuple(full))

    def place(self, column: str) -> int:
        """Return where one of the columns that say who a student is stands.

        Raises:
            ExportError: The roster has no such column.
        """
        known = self.header[: self.information]
        if column not in known:
            raise ExportError(
                f"the roster has no column {printable(column)!r}",
                f"it has {', '.join(map(printable, known))}",
            )
        return known.index(column)

    def by(self, column: str) -> dict[str, tuple[str, ...]]:
        """Return the students by what stands in a column; upper and lower case are the same, as for Canvas.

        Raises:
            ExportError: There is no such column, or two students have the same there.
        """
        place = self.place(column)
        found: dict[str, tuple[str, ...]] = {}
        for row in self.rows:
            key = row[place].strip().casefold()
            if key in found:
                raise ExportError(
                    f"two students of the roster have the same {column}: {printable(row[place])}",
                    "leave one of the two rows in it, or match by another column (--match ID)",
                )
            if key:
                found[key] = row
        return found

    def match(self, students: Collection[str], column: str) -> dict[str, tuple[str, ...]]:
        """Find students of the gradebook; those who are not in the roster are left out.

        Args:
            students: Their ids in the gradebook.
            column: The roster's column that holds these ids.

        Raises:
            ExportError: There is no such column, nobody is found, or one student would be two.
        """
        known = self.by(column)
        found: dict[str, tuple[str, ...]] = {}
        owners: dict[str, str] = {}
        for student in students:
            key = student.strip().casefold()
            other = owners.setdefault(key, student)
            if key in known and other != student:
                raise ExportError(
                    f"two students of the gradebook, {printable(other)} and {printable(student)}, are one in the roster",
                    "remove one of them from the gradebook: `nbgrader db student remove ID`",
                )
            if key in known:
                found[student] = known[key]
        if students and not found:
            raise ExportError(
                f"none of the {len(students)} students with a score is in the roster by {column}",
                "say which of its columns holds the ids of the gradebook: --match 'SIS User ID', for example",
            )
        return found

    def columns(self, assignments: Mapping[str, object], named: Mapping[str, str]) -> dict[str, str]:
        """Return the column of each assignment that has one.

        Args:
            assignments: Their names: the keys.
            named: Columns that a person has named, by assignment.

        Raises:
            ExportError: A column that was named is not there, or several could be meant.
        """
        found = {}
        own = self.header[self.information :]
        for name in assignments:
            wanted = named.get(name, name).strip().casefold()
            fits = [column for column in own if wanted in (column.casefold(), _title(column))]
            if name in named and not fits:
                raise ExportError(
                    f"the roster has no column {printable(named[name])!r}",
                    f"it has {', '.join(printable(one) for one in own) or 'no column of an assignment'}",
                )
            if len(fits) > 1:
                raise ExportError(
                    f"{len(fits)} columns of the roster could be {name}: {', '.join(map(printable, fits))}",
                    f"say which: --column '{name}={fits[0]}'",
                )
            if fits:
                found[name] = fits[0]
        return found


def _title(column: str) -> str:
    """Return a column's name without Canvas's number, in lower case; the whole of it where there is none."""
    match = _NUMBERED.fullmatch(column)
    return (match["title"] if match else column).casefold()
