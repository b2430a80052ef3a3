"""The two submissions that every source notebook implies: everything solved, and nothing.

Makes nbformat nodes and the bytes of a file; grades nothing. `bank` and `cli` may import it.
"""

from __future__ import annotations

import copy
import json

import nbformat
from nbformat import NotebookNode

from gradlab.course import Assignment
from gradlab.notebook import Cell, Role, released
from gradlab.notebook.cell import role_of

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
"""A notebook's metadata: the kernel, and no version of anything, which would change with whoever saves it."""


def reference(assignment: Assignment) -> NotebookNode:
    """Read an assignment's source as an nbformat node, which is what `Variant.notebook` takes.

    Args:
        assignment: The assignment.

    Returns:
        The node.

    Raises:
        CourseError: The source cannot be read.
    """
    assignment.notebook()
    nb: NotebookNode = nbformat.read(assignment.source, as_version=4)  # type: ignore[no-untyped-call]
    return nb


def own(source: str, name: str) -> NotebookNode:
    """Make a code cell as a student adds one.

    Args:
        source: Its code.
        name: Its cell id.

    Returns:
        The cell.
    """
    cell: NotebookNode = nbformat.v4.new_code_cell(source, id=name)  # type: ignore[no-untyped-call]
    return cell


def saved(nb: NotebookNode) -> bytes:
    """Write a notebook as JupyterLab saves it, without the schema check that nbformat's writer makes.

    Args:
        nb: The notebook; it need not be valid.

    Returns:
        The bytes of the file.
    """
    cells = [{**cell, "source": cell.source.splitlines(keepends=True)} for cell in nb.cells]
    return (json.dumps({**nb, "cells": cells}, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def solved(source: NotebookNode) -> NotebookNode:
    """Make the notebook that the perfect student hands in: tests as released, solutions without their markers.

    Args:
        source: The source notebook; it is not changed.

    Returns:
        The submission.
    """
    nb = copy.deepcopy(source)
    for cell in nb.cells:
        label = cell.metadata.get("nbgrader", {})
        role, locked = role_of(cell.cell_type, label)
        if role in (Role.SOLUTION, Role.MANUAL) and not locked:
            lines = cell.source.split("\n")
            cell.source = "\n".join(
                line for line in lines if "BEGIN SOLUTION" not in line and "END SOLUTION" not in line
            )
        elif locked:
            cell.source = released(Cell("", cell.cell_type, cell.source, role, locked=True))
    return nb


def stub(source: NotebookNode) -> NotebookNode:
    """Make the notebook that a student hands in who has done nothing: the release, near enough.

    Args:
        source: The source notebook; it is not changed.

    Returns:
        The submission.
    """
    nb = copy.deepcopy(source)
    for cell in nb.cells:
        role, locked = role_of(cell.cell_type, cell.metadata.get("nbgrader", {}))
        cell.source = released(Cell("", cell.cell_type, cell.source, role, locked=locked))
    return nb
