"""One cell of a notebook and the part it plays in an assignment.

Reads nbgrader's cell metadata (schema versions 0 to 3) into a `Role`, and says what a cell looks like after
`nbgrader generate_assignment`. Does not read files (`gradlab.notebook.file`) and imports no nbgrader, because the
judge reads notebooks on its hot path. Anyone may import it through `gradlab.notebook`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
"""What nbgrader writes in the place of a solution in code (its default for Python)."""

ANSWER = "YOUR ANSWER HERE"
"""What nbgrader writes in the place of a solution in prose."""


class Role(StrEnum):
    """The part a cell plays, whatever its position."""

    PROSE = "prose"
    """Markdown or raw text without nbgrader metadata."""
    FREE = "free"
    """Code without nbgrader metadata: the student may edit and break it."""
    GIVEN = "given"
    """Locked, ungraded code: imports, data, a function that an exercise builds on."""
    TASK = "task"
    """Locked, ungraded text: what to do."""
    SOLUTION = "solution"
    """The student's answer, graded by tests elsewhere."""
    TEST = "test"
    """Graded, locked code."""
    MANUAL = "manual"
    """Graded by a person: an answer with points, or a task cell of nbgrader."""


@dataclass(frozen=True)
class Cell:
    """A cell, as little of it as grading needs."""

    id: str
    """nbgrader's grade_id where the cell has a role in nbgrader, else the cell id of the format, else invented."""
    kind: str
    """`code`, `markdown` or `raw`."""
    source: str
    """The text, with newlines as `\\n` and without lone surrogates."""
    role: Role
    points: float = 0.0
    """What the cell is worth; 0 unless it is a test or graded by hand."""
    tags: tuple[str, ...] = ()
    cell_id: str = ""
    """The cell id of the file format (4.5 and later, or Colab's); empty where the file has none."""
    locked: bool = False
    """Whether nbgrader restores the cell's text from the source when it grades."""

    @property
    def labelled(self) -> bool:
        """Whether the cell has a role in nbgrader, and so a grade_id."""
        return self.role not in (Role.FREE, Role.PROSE)


def role_of(kind: str, nbgrader: Mapping[str, object]) -> tuple[Role, bool]:
    """Tell a cell's role from its nbgrader metadata, and whether it is locked.

    Args:
        kind: The cell's type.
        nbgrader: The cell's `metadata.nbgrader`, empty where it has none; any version, any garbage.

    Returns:
        The role, and whether nbgrader would restore the text (as `nbgrader.utils.is_locked` does).
    """
    grade, solution, task = (bool(nbgrader.get(flag)) for flag in ("grade", "solution", "task"))
    locked = not solution and (grade or bool(nbgrader.get("locked")))
    code = kind == "code"
    if task or (grade and (solution or not code)):
        return Role.MANUAL, locked
    if grade:
        return Role.TEST, locked
    if solution:
        return Role.SOLUTION, locked
    if locked:
        return (Role.GIVEN if code else Role.TASK), locked
    return (Role.FREE if code else Role.PROSE), False


def points_of(value: object) -> float:
    """Read the points of a cell: a finite number that is not negative, else 0, as nbgrader does.

    Args:
        value: What stands in the metadata: a number, a text (old versions wrote `""`), or garbage.

    Returns:
        The points.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return 0.0
    try:
        points = float(value)
    except (ValueError, OverflowError):
        return 0.0
    return points if math.isfinite(points) and points > 0 else 0.0


def released(cell: Cell) -> str:
    """Say what a cell of the source looks like in the release: no solution, no hidden tests, no mark scheme.

    Follows nbgrader's ClearSolutions, ClearHiddenTests and ClearMarkScheme with their default delimiters.

    Args:
        cell: A cell of a source notebook.

    Returns:
        The text that students receive.
    """
    source = cell.source
    if cell.role is Role.SOLUTION or (cell.role is Role.MANUAL and not cell.locked):
        stub = STUB if cell.kind == "code" else ANSWER
        source, found = _replace(source, "SOLUTION", stub)
        if not found:
            source = stub
    source, _ = _replace(source, "HIDDEN TESTS", None)
    source, _ = _replace(source, "MARK SCHEME", None)
    return source


def _replace(source: str, what: str, stub: str | None) -> tuple[str, bool]:
    """Replace each region between `BEGIN what` and `END what` by the stub, indented like its first line."""
    lines: list[str] = []
    inside = found = False
    for line in source.split("\n"):
        if f"BEGIN {what}" in line:
            inside = found = True
            if stub is not None:
                indent = re.match(r"\s*", line)
                lines += [(indent.group() if indent else "") + text for text in stub.split("\n")]
        elif f"END {what}" in line:
            inside = False
        elif not inside:
            lines.append(line)
    return "\n".join(lines), found
