"""The part of a notebook that some exercises need: to grade a change of one solution without everything else.

Tells which exercises a changed cell can reach, by the names it defines, and cuts notebooks down to them. Grades nothing.
`prove` and `mutants` import it.
"""

from __future__ import annotations

import ast
import copy
import symtable
from collections.abc import Collection, Iterable

from nbformat import NotebookNode

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
    return Notebook(source.name, cells, source.language)


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
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return frozenset()
    names: set[str] = set()
    inner: set[int] = set()
    for node in ast.walk(tree):
        if id(node) in inner:
            continue
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            inner |= {id(one) for one in ast.walk(node)} - {id(node)}
            names |= {node.name} if not isinstance(node, ast.Lambda) else set()
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    return frozenset(names)


def used(code: str) -> frozenset[str]:
    """Return the global names that code reads, at its top level or inside functions; of code that is not Python, none."""
    try:
        scopes = [symtable.symtable(code, "cell", "exec")]
    except SyntaxError:
        return frozenset()
    names: set[str] = set()
    for scope in scopes:
        inner = scope.get_type() != "module"
        names |= {
            one.get_name()
            for one in scope.get_symbols()
            if one.is_referenced() and (one.is_global() or not inner)
        }
        scopes += scope.get_children()
    return frozenset(names)
