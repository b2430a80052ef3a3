"""What lint finds, and the draft it looks at.

`Finding` is one thing to mend; `Draft` is a source notebook read once for all rules. `lint` and its rules
import this module; nothing else does.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gradlab.course.names import bound, parsed
from gradlab.notebook import Cell, Notebook, Role, released


@dataclass(frozen=True)
class Finding:
    """One thing to mend."""

    file: str
    """The file, relative to the course's folder."""
    cell: str
    """The id of the cell; empty where the file as a whole is meant."""
    rule: str
    """The rule's name."""
    message: str
    """What is wrong."""
    fix: str
    """What to do about it."""

    def __str__(self) -> str:
        where = f"{self.file} {self.cell}" if self.cell else self.file
        return f"{where}: {self.message} [{self.rule}]\n  {self.fix}"


ORDER = ("idea", "given", "predict", "example", "task", "broken", "", "try", "check", "plot")
"""The parts of an exercise in their order; the empty one is the solution. `note` may stand anywhere behind `idea`."""

_PART = re.compile(r"-(idea|given|predict|example|task|broken|try|check|plot|note)(-[a-z0-9]+)?$")


class Draft:
    """A source notebook as lint sees it: its cells as they are graded, and the JSON behind them."""

    def __init__(self, file: str, data: bytes, notebook: Notebook) -> None:
        self.file = file
        self.data = data
        self.notebook = notebook
        content: dict[str, Any] = json.loads(data.decode(json.detect_encoding(data)).removeprefix("\ufeff"))
        self.metadata: object = content.get("metadata")
        self.version = (content.get("nbformat"), content.get("nbformat_minor"))
        cells = [cell for cell in content["cells"] if isinstance(cell, dict)]
        self.raw: list[tuple[Cell, Mapping[str, Any]]] = list(zip(notebook.cells, cells, strict=True))

    def found(self, rule: str, cell: Cell | str, message: str, fix: str) -> Finding:
        """Make a finding in this file.

        Args:
            rule: The rule's name.
            cell: The cell or its id; empty for the file as a whole.
            message: What is wrong.
            fix: What to do about it.

        Returns:
            The finding.
        """
        return Finding(self.file, cell if isinstance(cell, str) else cell.id, rule, message, fix)

    @cached_property
    def code(self) -> tuple[Cell, ...]:
        """The code cells."""
        return tuple(cell for cell in self.notebook.cells if cell.kind == "code")

    @cached_property
    def text(self) -> tuple[Cell, ...]:
        """The markdown cells."""
        return tuple(cell for cell in self.notebook.cells if cell.kind == "markdown")

    def of(self, role: Role) -> tuple[Cell, ...]:
        """The cells of a role."""
        return tuple(cell for cell in self.notebook.cells if cell.role is role)

    @cached_property
    def trees(self) -> dict[str, ast.Module]:
        """The syntax tree of every code cell that is Python, by id."""
        trees = {cell.id: parsed(cell.source) for cell in self.code}
        return {name: tree for name, tree in trees.items() if tree is not None}

    @cached_property
    def exercises(self) -> tuple[str, ...]:
        """The names of the exercises, in the order in which they first appear."""
        names = (part_of(cell.id)[0] for cell in self.notebook.cells)
        return tuple(dict.fromkeys(name for name in names if name))

    @cached_property
    def student_names(self) -> frozenset[str]:
        """Every name that a solution cell binds at its top level."""
        return frozenset().union(
            *(bound(self.trees[c.id]) for c in self.of(Role.SOLUTION) if c.id in self.trees)
        )


def part_of(cell_id: str) -> tuple[str, str]:
    """Take a cell id apart into the exercise and the part it is.

    Args:
        cell_id: Such as `power-scan-check`.

    Returns:
        Such as `("power-scan", "check")`; `("power-scan", "")` for the solution; `("", …)` for cells of no exercise.
    """
    if cell_id in ("title", "imports", "progress", "summary") or re.fullmatch(r"given(-[a-z0-9]+)*", cell_id):
        return "", cell_id
    match = _PART.search(cell_id)
    return (cell_id[: match.start()], match.group(1)) if match else (cell_id, "")


def visible(cell: Cell) -> str:
    """The part of a cell that the student sees: for a test cell, without its hidden tests."""
    return released(cell) if cell.role is Role.TEST else cell.source
