"""Lint rules on solution and test cells: markers, stubs, hidden tests, points. Imported by `lint` alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from gradlab.course.finding import Draft, Finding
from gradlab.course.names import parsed
from gradlab.course.rules_code import definitions_are_annotated
from gradlab.course.rules_exercise import kebab
from gradlab.notebook import Cell, Role, released
from gradlab.testcell import outline

_MARKER = re.compile(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)")


def markers_pair(draft: Draft) -> Iterator[Finding]:
    """Rule `markers`: one pair in each solution and each test cell, none elsewhere; nbgrader reads them as text."""
    wanted = {Role.SOLUTION: "SOLUTION", Role.TEST: "HIDDEN TESTS"}
    for cell in draft.notebook.cells:
        what = wanted.get(cell.role)
        lines = [line.strip() for line in cell.source.split("\n") if _MARKER.search(line)]
        expected = [f"### BEGIN {what}", f"### END {what}"] if what else []
        if lines != expected:
            fix = (
                f"write {' … '.join(expected)}, each on a line, once"
                if what
                else "remove them, or change the cell's role"
            )
            shown = ", ".join(lines) or "none"
            yield draft.found("markers", cell, f"the markers are {shown}", fix)


def stubs_are_signed(draft: Draft) -> Iterator[Finding]:
    """Rule `stub`: the student receives a function of the exercise's name, annotated, with a docstring."""
    for cell in draft.of(Role.SOLUTION):
        stub = released(cell)
        tree = parsed(stub)
        if tree is None:
            yield draft.found("stub", cell, "without its solution the cell is not Python", "move the markers")
            continue
        names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        if cell.id not in [kebab(name) for name in names]:
            yield draft.found(
                "stub",
                cell,
                f"the cell defines {', '.join(names) or 'no function'}",
                f"define {cell.id.replace('-', '_')}",
            )
        for name, missing in definitions_are_annotated(stub):
            yield draft.found(
                "stub", cell, f"{name} has not {missing}", "say it: the signature is half of the task"
            )


def tests_are_tests(draft: Draft) -> Iterator[Finding]:
    """Rules `tests` and `points`."""
    for cell in draft.of(Role.TEST):
        if parsed(cell.source) is None:
            continue
        if parsed(released(cell)) is None:
            yield draft.found(
                "tests", cell, "without its hidden tests the cell is not Python", "move the markers"
            )
            continue
        yield from _tests_of(draft, cell)


def _tests_of(draft: Draft, cell: Cell) -> Iterator[Finding]:
    plan, shown = outline(cell.source), outline(released(cell))
    if not plan.doc:
        yield draft.found("tests", cell, "the cell does not say what it checks", "start it with a docstring")
    if not plan.runs_checks or not shown.runs_checks:
        yield draft.found(
            "tests",
            cell,
            "the cell does not end with check.run()",
            "make it the last line, behind the hidden tests",
        )
    if not shown.tests:
        yield draft.found(
            "tests", cell, "no test is visible", "show the form in one test above the hidden ones"
        )
    if len(shown.tests) == len(plan.tests):
        yield draft.found("tests", cell, "no test is hidden", "hide at least one that draws other data")
    names = [test.name for test in plan.tests]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield draft.found(
            "tests",
            cell,
            f"{name} is there {names.count(name)} times; the last one counts",
            "rename the others",
        )
    tree = ast.parse(cell.source)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            if not re.fullmatch(r"test(_[a-z0-9]+){2,}", node.name):
                yield draft.found(
                    "tests", cell, f"the name {node.name} is not a sentence", "say in words what holds"
                )
            if not _claims(node):
                yield draft.found(
                    "tests", cell, f"{node.name} can't fail", "assert something, or call a check"
                )
        elif (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Call)
            and ast.unparse(node.value.func) == "print"
        ):
            yield draft.found("tests", cell, "the cell prints", "remove it: check.run() prints the report")
    yield from _points_of(draft, cell, tree, plan.points)


def _claims(test: ast.FunctionDef) -> bool:
    """Whether a test has something that can fail: an assert, or a call of check, pytest or jax.test_util."""
    for node in ast.walk(test):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call) and re.match(
            r"(check|pytest)\.|.*check_grads$|.*assert_", ast.unparse(node.func)
        ):
            return True
    return False


def _points_of(draft: Draft, cell: Cell, tree: ast.Module, total: float) -> Iterator[Finding]:
    """Rule `points`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.points"):
            value = (
                node.args[0].value if len(node.args) == 1 and isinstance(node.args[0], ast.Constant) else None
            )
            if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
                yield draft.found(
                    "points", cell, f"{ast.unparse(node)} is not a number above 0", "write the number itself"
                )
    if total != cell.points:
        yield draft.found(
            "points",
            cell,
            f"the cell is worth {cell.points:g}, its tests {total:g}",
            f"set its points to {total:g}",
        )


RULES = (markers_pair, stubs_are_signed, tests_are_tests)
