"""`progress`: which exercises of the notebook pass so far, by what their checks said when they last ran.

Nothing is run again. A check whose functions have been defined anew since it ran is told as such, not as passed.
"""

from __future__ import annotations

import ast
import inspect
import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from types import CodeType
from typing import Any

from gradlab.check import _report
from gradlab.check._results import NOT_ATTEMPTED, PASSED, CellResult
from gradlab.check._source import HIDDEN_TESTS, TestCell

__all__ = ["progress"]

IN_VS_CODE = "__vsc_ipynb_file__"
"""The name under which VS Code tells a notebook where it lies."""
IN_JUPYTER = "JPY_SESSION_NAME"
"""The variable by which a Jupyter server does."""
NOT_CHECKED = "not checked yet"
CHANGED = "changed since it was checked"
MOST_BYTES = 20_000_000
"""A larger file is not looked into."""


@dataclass(frozen=True)
class _Checked:
    """A check cell that has run in this kernel."""

    namespace: dict[str, Any]
    result: CellResult
    used: dict[str, Any]
    """The functions and classes of the notebook that its tests name, and those that these name, as they were."""
    hides_tests: bool

    def status(self) -> str:
        if any(self.namespace.get(name) is not value for name, value in self.used.items()):
            return CHANGED
        outcomes = [test.outcome for test in self.result.tests]
        passed = outcomes.count(PASSED)
        if passed == len(outcomes):
            return "passes"
        if all(outcome == NOT_ATTEMPTED for outcome in outcomes):
            return "not attempted yet"
        return f"{passed} of {len(outcomes)} checks pass"


_checked: dict[str, _Checked] = {}
"""By what the cell says it checks."""


def note(cell: TestCell, namespace: dict[str, Any], result: CellResult) -> None:
    """Remember what came of a check cell; what the same cell said before is forgotten.

    Args:
        cell: The cell that ran.
        namespace: Its globals.
        result: What came of it.
    """
    used: dict[str, Any] = {}
    waiting = list(cell.tests.values())
    while waiting:
        for name in _names(getattr(inspect.unwrap(waiting.pop()), "__code__", None)):
            value = dict.get(namespace, name)
            if callable(value) and name not in used and name not in cell.tests:
                used[name] = value
                waiting.append(value)
    _checked[_title(cell.doc, cell.tests)] = _Checked(namespace, result, used, cell.hides_tests)


def progress() -> None:
    """Show which exercises of this notebook pass their checks so far.

    Counts what the check cells said when they last ran in this kernel; it runs nothing again. Exercises whose check has not
    run are listed where the front end tells where the notebook lies (JupyterLab, Notebook, VS Code), as it was last saved.
    Says nothing where no check has run and no notebook is found.
    """
    namespace = sys._getframe(1).f_globals
    run = {title: c for title, c in _checked.items() if c.namespace is namespace}
    saved = dict(_in_file(namespace))
    lines = [(title, run[title].status() if title in run else NOT_CHECKED) for title in {**saved, **run}]
    if not lines:
        return
    hides = any(c.hides_tests for c in run.values()) or any(saved.values())
    _report.present(_text(lines, hides), _html(lines, hides))


def _text(lines: list[tuple[str, str]], hides: bool) -> str:
    width = max(len(status) for _, status in lines)
    rows = [f"  {status:{width}}  {title}" for title, status in lines]
    return "\n".join([_head(lines), *rows, *_foot(lines, hides)])


def _html(lines: list[tuple[str, str]], hides: bool) -> str:
    rows = "".join(
        f'<tr><td style="text-align: left; white-space: nowrap; border-left: 4px solid {_colour(status)}">'
        f'<b>{escape(status)}</b></td><td style="text-align: left">{_report.prose(title)}</td></tr>'
        for title, status in lines
    )
    foot = "".join(f"<div>{escape(line)}</div>" for line in _foot(lines, hides))
    return f"<div><div>{escape(_head(lines))}</div><table>{rows}</table>{foot}</div>"


def _head(lines: list[tuple[str, str]]) -> str:
    passing = sum(status == "passes" for _, status in lines)
    return f"{passing} of {len(lines)} exercises pass so far"


def _foot(lines: list[tuple[str, str]], hides: bool) -> Iterator[str]:
    if any(status in (CHANGED, NOT_CHECKED) for _, status in lines):
        yield "run a check cell to see where its exercise stands"
    if not hides:
        yield "hidden checks run when graded"


def _colour(status: str) -> str:
    if status == "passes":
        return _report.COLOURS[PASSED]
    return _report.FAILED_COLOUR if status.endswith("checks pass") else _report.COLOURS[NOT_ATTEMPTED]


def _names(code: object) -> Iterator[str]:
    """Yield the names that a function's code takes from outside, those of the functions in it included."""
    if isinstance(code, CodeType):
        yield from code.co_names
        for const in code.co_consts:
            yield from _names(const)


def _title(doc: str, tests: Mapping[str, object]) -> str:
    """Name a check cell by its docstring's first line, or by its tests where it has none."""
    first = doc.strip().split("\n")[0]
    return first or ", ".join(tests)


def _in_file(namespace: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """Yield the check cells of the notebook as it was last saved, and whether they hold their hidden tests."""
    where = namespace.get(IN_VS_CODE) or os.environ.get(IN_JUPYTER, "")
    try:
        path = Path(str(where))
        if path.suffix != ".ipynb" or path.stat().st_size > MOST_BYTES:
            return
        cells = json.loads(path.read_bytes())["cells"]
        for cell in cells:
            source = "".join(cell["source"])
            if cell["cell_type"] != "code" or "check.run()" not in source:
                continue
            tree = ast.parse(source)
            tests = {
                node.name: node
                for node in tree.body
                if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
            }
            if tests:
                yield _title(ast.get_docstring(tree) or "", tests), HIDDEN_TESTS in source
    except (OSError, ValueError, KeyError, TypeError, SyntaxError, RecursionError):
        return  # what cannot be read is not listed; what has run is
