"""Find the cells of an assignment in a submission that was edited, copied, relabelled or saved by another tool.

Decides only which cell is which; what is taken from whom is `gradlab.notebook.merge`'s business, which alone imports
this module.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable

from gradlab import syntax
from gradlab.notebook.cell import Cell, Role, released
from gradlab.notebook.file import Notebook


class Matching:
    """Which cell of the submission stands for which cell of the source.

    Labels (nbgrader's grade_id) are believed first, then cell ids, then equal text, and at last, for solutions only,
    the name that a cell defines. Believing a wrong label costs the student nothing but order and gains nothing: a cell
    from the submission only ever stands for a solution or a free cell.
    """

    def __init__(self, source: Notebook, submission: Notebook) -> None:
        self.of_source: dict[str, int] = {}
        """Source cell id → index in the submission."""
        self.how: dict[str, str] = {}
        """Source cell id → `label`, `cell id`, `text` or `name`."""
        self._submission = submission.cells
        self._taken: set[int] = set()
        self.labelled = _group(_labels(submission.cells))
        """grade_id → indices of the submission's cells that carry it."""
        self._match_labels(source.cells)
        self._match("cell id", source.cells, self._with_id())
        self._match("text", source.cells, self._with_text())
        lost = [cell for cell in source.cells if cell.role is Role.SOLUTION and cell.id not in self.of_source]
        if lost:
            self._match("name", lost, self._with_name())

    def _take(self, cell: Cell, index: int, how: str) -> None:
        self.of_source[cell.id] = index
        self.how[cell.id] = how
        self._taken.add(index)

    def _match_labels(self, cells: Iterable[Cell]) -> None:
        for cell in cells:
            if not cell.labelled:
                continue
            candidates = self.labelled.get(cell.id, [])
            if not candidates:
                continue
            # JupyterLab's copy of a cell keeps its label and gets a new cell id. Without ids: the last one, which is
            # also what nbgrader keeps and what a kernel has defined in the end.
            original = [i for i in candidates if cell.cell_id and self._submission[i].cell_id == cell.cell_id]
            self._take(cell, (original or candidates)[-1], "label")

    def _match(self, how: str, cells: Iterable[Cell], find: Callable[[Cell], Iterable[int]]) -> None:
        for cell in cells:
            if cell.id not in self.of_source:
                index = next((i for i in find(cell) if i not in self._taken), None)
                if index is not None:
                    self._take(cell, index, how)

    def _with_id(self) -> Callable[[Cell], Iterable[int]]:
        by_id = _group((cell.cell_id, i) for i, cell in enumerate(self._submission) if cell.cell_id)
        return lambda cell: [*by_id.get(cell.cell_id, []), *by_id.get(cell.id, [])]

    def _with_text(self) -> Callable[[Cell], Iterable[int]]:
        by_text = _group(
            (plain(cell.source), i) for i, cell in enumerate(self._submission) if plain(cell.source)
        )
        return lambda cell: by_text.get(plain(released(cell)), [])

    def _with_name(self) -> Callable[[Cell], Iterable[int]]:
        defined = [
            set(_DEFINED.findall(cell.source)) if cell.kind == "code" else set() for cell in self._submission
        ]
        flat = [{name for pair in pairs for name in pair if name} for pairs in defined]

        def find(cell: Cell) -> Iterable[int]:
            names = definitions(cell.source)
            return [i for i, found in enumerate(flat) if names & found]

        return find


_DEFINED = re.compile(
    r"^(?:async[ \t]+def|def|class)[ \t]+(\w+)|^(\w+)[ \t]*(?::[^=\n]*)?=(?!=)", re.MULTILINE
)
"""A definition at the top level of code that need not be valid Python."""


def definitions(source: str) -> set[str]:
    """Name the functions, classes and variables that a cell of the source defines at its top level.

    Args:
        source: Code of the course's own; invalid code defines nothing.

    Returns:
        The names.
    """
    try:
        body = syntax.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    names: set[str] = set()
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def plain(source: str) -> str:
    """Take a text without the white space at the ends of its lines and around it, which tools add and drop."""
    return "\n".join(line.rstrip() for line in source.strip().split("\n"))


def _labels(cells: Iterable[Cell]) -> Iterable[tuple[str, int]]:
    return ((cell.id, i) for i, cell in enumerate(cells) if cell.labelled)


def _group(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for key, index in pairs:
        groups.setdefault(key, []).append(index)
    return groups
