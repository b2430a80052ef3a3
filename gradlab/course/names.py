"""The names that a cell's code binds and reads, from its syntax alone. The rules of lint and `excerpt` import it."""

from __future__ import annotations

import ast
import symtable


def parsed(source: str) -> ast.Module | None:
    """Parse code.

    Args:
        source: The text of a cell.

    Returns:
        Its syntax tree; `None` where it is not Python.
    """
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return None


def bound(tree: ast.Module) -> frozenset[str]:
    """Name what code binds at its top level: definitions, assignments, imports, loop variables.

    Args:
        tree: The syntax tree of a cell.

    Returns:
        The names.
    """
    names: set[str] = set()
    for node in outside_functions(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name.split(".")[0] for alias in node.names}
    return frozenset(names)


def read(source: str) -> frozenset[str]:
    """Name the globals that code reads, at its top level or inside functions.

    Args:
        source: The text of a cell; it is Python.

    Returns:
        The names.
    """
    names: set[str] = set()
    tables = [symtable.symtable(source, "cell", "exec")]
    for table in tables:
        tables += table.get_children()
        names |= {
            symbol.get_name()
            for symbol in table.get_symbols()
            if symbol.is_referenced() and (table is tables[0] or symbol.is_global())
        }
    return frozenset(names)


def outside_functions(tree: ast.AST) -> list[ast.AST]:
    """List the nodes below a tree in their order, without the bodies of functions, classes and lambdas."""
    nodes: list[ast.AST] = []
    for node in ast.iter_child_nodes(tree):
        nodes.append(node)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            nodes += outside_functions(node)
    return nodes
