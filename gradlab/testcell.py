"""What the source of a test cell says about itself: its tests, their points, and which of them are hidden.

Read from the syntax tree, never executed. `course` (lint, the bank) and `grade` import this room; it imports the parser alone.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from gradlab import syntax

BEGIN_HIDDEN = "### BEGIN HIDDEN TESTS"
END_HIDDEN = "### END HIDDEN TESTS"


@dataclass(frozen=True)
class TestFunction:
    """A `test_*` function of a cell."""

    __test__ = False

    name: str
    sentence: str
    """The first line of its docstring, else its name as words."""
    points: float
    hidden: bool
    line: int
    """1-based line in the cell."""


@dataclass(frozen=True)
class TestCell:
    """The outline of a test cell."""

    __test__ = False

    doc: str
    """First line of the cell's docstring."""
    tests: tuple[TestFunction, ...]
    runs_checks: bool
    """Whether the cell ends with `check.run()`; a cell that does not is one test of its own."""

    @property
    def points(self) -> float:
        """Return the sum of the tests' points."""
        return sum(test.points for test in self.tests)


def hidden_lines(source: str) -> frozenset[int]:
    """Return the 1-based numbers of the lines inside hidden regions, markers included."""
    lines, inside = set(), False
    for number, line in enumerate(source.splitlines(), start=1):
        if BEGIN_HIDDEN in line:
            inside = True
        if inside:
            lines.add(number)
        if END_HIDDEN in line:
            inside = False
    return frozenset(lines)


def outline(source: str) -> TestCell:
    """Return what a test cell holds.

    Raises:
        SyntaxError: the cell is not Python.
    """
    tree = syntax.parse(source)
    hidden = hidden_lines(source)
    tests = tuple(
        TestFunction(
            name=node.name,
            sentence=_first_line(ast.get_docstring(node))
            or node.name.removeprefix("test_").replace("_", " "),
            points=_points(node),
            hidden=node.lineno in hidden,
            line=node.lineno,
        )
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test")
    )
    return TestCell(
        doc=_first_line(ast.get_docstring(tree)),
        tests=tests,
        runs_checks=bool(tree.body) and _is_check_run(tree.body[-1]),
    )


def _first_line(text: str | None) -> str:
    return (text or "").strip().split("\n", 1)[0].strip()


def _is_check_run(node: ast.stmt) -> bool:
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    return ast.unparse(node.value.func) in ("check.run", "gradlab.check.run", "run")


def _points(node: ast.FunctionDef) -> float:
    for decorator in node.decorator_list:
        if (
            isinstance(decorator, ast.Call)
            and ast.unparse(decorator.func) == "pytest.mark.points"
            and decorator.args
            and isinstance(decorator.args[0], ast.Constant)
            and isinstance(decorator.args[0].value, int | float)
        ):
            return float(decorator.args[0].value)
    return 1.0
