"""What the cells say that a student may change: the names they bind and the modules they import, read from the source notebook.

May be imported by ``sitting``.
"""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterator

from gradlab import syntax
from gradlab.notebook import Notebook, Role


def names_defined(source: Notebook) -> set[str]:
    """Return the names that a notebook's unlocked code cells bind at top level."""
    return set().union(*map(bound, unlocked(source)))


def imports_of(source: Notebook) -> tuple[str, ...]:
    """Return the import statements at top level of a notebook's unlocked code cells."""
    return tuple(
        ast.unparse(one)
        for body in unlocked(source)
        for one in body
        if isinstance(one, ast.Import | ast.ImportFrom)
    )


def unlocked(source: Notebook) -> Iterator[list[ast.stmt]]:
    """Yield the statements of each code cell that a student may change; of those that are Python."""
    for cell in source.cells:
        if cell.kind == "code" and cell.role in (Role.SOLUTION, Role.FREE, Role.MANUAL):
            with contextlib.suppress(SyntaxError, ValueError):
                yield syntax.parse(cell.source).body


def bound(body: list[ast.stmt]) -> set[str]:
    """Return the names that statements bind in their own scope."""
    names: set[str] = set()
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(statement.name)
            continue
        names |= {
            node.id
            for node in ast.walk(statement)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
    return names
