"""The part of a notebook that some exercises need: to grade a change of one solution without everything else.

Tells which exercises a changed cell can reach, by the names it defines, and cuts notebooks down to them. Grades nothing.
`prove` and `mutants` import it.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable
from dataclasses import replace

from nbformat import NotebookNode

from gradlab.course.names import bound, parsed, read
from gradlab.notebook import Notebook, Role


def reached(source: Notebook, changed: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the exercises whose verdict can differ when some of the student's code changes.

    Args:
        source: The source notebook.
        changed: For each changed or added cell, the exercise it belongs to and its new code.

    Returns:
        Ids of solution cells: those of the changed cells, and those whose solution or tests use a name that a changed
        cell defines, before or after the change, directly or through another solution.
    """
    solutions = {cell.id: cell.source for cell in source.cells if cell.role is Role.SOLUTION}
    exercises: set[str] = set()
    names: set[str] = set()
    for exercise, code in changed:
        exercises.add(exercise)
        names |= defined(code) | defined(solutions[exercise])
    grew = True
    while grew:
        grew = False
        for cell in source.cells:
            exercise = cell.id.removesuffix("-check") if cell.role is Role.TEST else cell.id
            if exercise in solutions and exercise not in exercises and used(cell.source) & names:
                exercises.add(exercise)
                names |= defined(solutions[exercise])
                grew = True
    return frozenset(exercises)


def excerpt(source: Notebook, exercises: Collection[str]) -> Notebook:
    """Cut a source notebook down to the `-try` and `-check` cells of some exercises, every given cell and every solution.

    Args:
        source: The source notebook.
        exercises: Ids of solution cells.
    """
    kept = {f"{exercise}-{part}" for exercise in exercises for part in ("try", "check")}
    cells = tuple(
        cell for cell in source.cells if cell.role in (Role.GIVEN, Role.SOLUTION) or cell.id in kept
    )
    return replace(source, cells=cells)


def without_examples(source: Notebook, kept: Collection[str]) -> Notebook:
    """Cut a source notebook down to what the marks rest on: given cells, solutions, tests and manual cells.

    Args:
        source: The source notebook.
        kept: Ids of unlocked cells that stay nevertheless.
    """
    return replace(
        source, cells=tuple(cell for cell in source.cells if cell.role is not Role.FREE or cell.id in kept)
    )


def cut(submission: NotebookNode, source: Notebook, to: Notebook) -> NotebookNode:
    """Cut a submission down as its source was: the cells that were left out of `to` go, the student's own stay.

    Args:
        submission: The submission; it is not changed.
        source: The source notebook.
        to: What `excerpt` made of it.
    """
    gone = {cell.id for cell in source.cells} - {cell.id for cell in to.cells}
    nb = copy.copy(submission)
    nb.cells = [cell for cell in submission.cells if cell.get("id") not in gone]
    return nb


def defined(code: str) -> frozenset[str]:
    """Return the names that code binds at its top level; of code that is not Python, none."""
    tree = parsed(code)
    return frozenset() if tree is None else bound(tree)


def used(code: str) -> frozenset[str]:
    """Return the global names that code reads, at its top level or inside functions; of code that is not Python, none."""
    return frozenset() if parsed(code) is None else read(code)
