"""The instructor's notebook, and whether the gradebook can hold its marks.

Runs nothing and writes nothing. The rest of the room imports it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from gradlab.grade.gradebook.errors import GradebookError
from gradlab.notebook import Cell, Notebook, NotebookError, Role


@dataclass(frozen=True)
class Source:
    """One notebook of an assignment, with its hidden tests."""

    node: NotebookNode
    """The whole file, for what is written to autograded/."""
    notebook: Notebook
    """The same cells, as the judge reads them."""

    def nodes(self) -> dict[str, NotebookNode]:
        """Return the file's cells by the id that the judge knows them by."""
        return {cell.id: node for cell, node in zip(self.notebook.cells, self.node.cells, strict=True)}


def load(path: Path, gradebook: Any, assignment: str) -> Source:
    """Read the instructor's notebook and make sure that the gradebook can hold its marks.

    Args:
        path: The notebook in source/.
        gradebook: nbgrader's open `Gradebook`.
        assignment: The assignment's name.

    Returns:
        The notebook.

    Raises:
        GradebookError: There is no such file, it is no notebook, or it has changed since the assignment was generated.
    """
    try:
        data = path.read_bytes()
        notebook = Notebook.loads(data, path.stem)
        node = nbformat.reads(data.decode("utf-8-sig"), as_version=4)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, NotebookError) as error:
        raise GradebookError(
            f"source/{assignment}/{path.name} cannot be read ({error})",
            "put the instructor's notebook there: submissions are judged against it",
        ) from error
    known = _known(gradebook, assignment, path.stem)
    _compare(notebook, known, assignment)
    return Source(node, replace(notebook, cells=tuple(_complete(cell, known) for cell in notebook.cells)))


@dataclass(frozen=True)
class _Known:
    """What the gradebook says about a notebook."""

    points: dict[str, float]
    """Of the cells with a mark, tasks included."""
    sources: dict[str, str]


def _known(gradebook: Any, assignment: str, name: str) -> _Known:
    from nbgrader.api import MissingEntry

    try:
        notebook = gradebook.find_notebook(name, assignment)
    except MissingEntry:
        raise unknown(f"{assignment}/{name}", assignment) from None
    return _Known(
        points={cell.name: float(cell.max_score) for cell in (*notebook.grade_cells, *notebook.task_cells)},
        sources={cell.name: cell.source for cell in notebook.source_cells},
    )


def unknown(what: str, assignment: str) -> GradebookError:
    """Say that the gradebook has never heard of an assignment or a notebook."""
    return GradebookError(
        f"the gradebook does not know {what}", f'run `nbgrader generate_assignment "{assignment}"` first'
    )


def _compare(notebook: Notebook, known: _Known, assignment: str) -> None:
    ours = {cell.id: cell.points for cell in notebook.cells if cell.role in (Role.TEST, Role.MANUAL)}
    fix = f'run `nbgrader generate_assignment "{assignment}" --force`, then grade again'
    for grade_id in sorted(ours.keys() ^ known.points.keys()):
        where = "source/, not in the gradebook" if grade_id in ours else "the gradebook, not in source/"
        raise GradebookError(f"{assignment}/{notebook.name}: the graded cell `{grade_id}` is in {where}", fix)
    for grade_id, points in ours.items():
        if points != known.points[grade_id]:
            raise GradebookError(
                f"{assignment}/{notebook.name}: cell `{grade_id}` is worth {points:g} in source/ "
                f"and {known.points[grade_id]:g} in the gradebook",
                fix,
            )
    for cell in notebook.cells:
        if cell.locked and not _generated(cell) and known.sources.get(cell.id, "") != cell.source:
            raise GradebookError(
                f"{assignment}/{notebook.name}: the text of cell `{cell.id}` in source/ is not the one in the gradebook",
                fix,
            )


def _complete(cell: Cell, known: _Known) -> Cell:
    return (
        replace(cell, source=known.sources[cell.id])
        if _generated(cell) and cell.id in known.sources
        else cell
    )


def _generated(cell: Cell) -> bool:
    """Whether nbgrader writes the cell's tests when it generates the assignment: only the gradebook has them."""
    return cell.locked and any(
        "AUTOTEST" in line and line.lstrip().startswith("#") for line in cell.source.split("\n")
    )
