"""The test cell as source: which functions are its tests, and their asserts rewritten by pytest's own rewriter.

A notebook's globals hold functions of many cells and of earlier versions of this one; the tests of a cell are
those that were compiled from its file (IPython and the judge give every version of a cell a file of its own).
It runs no test.
"""

from __future__ import annotations

import ast
import inspect
import linecache
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any

HIDDEN_TESTS = "### BEGIN HIDDEN TESTS"
"""nbgrader's mark: where it is missing, either nothing was hidden or it was cut from the release."""


@dataclass(frozen=True)
class TestCell:
    """A cell's tests, ready to be collected."""

    __test__ = False

    filename: str
    doc: str
    tests: dict[str, Callable[..., Any]]
    """In the order of the source."""
    fixtures: dict[str, Any]
    """Those of the whole notebook, this cell's first of all."""
    hides_tests: bool
    """Whether the source holds hidden tests, as it does where it is graded."""


@contextmanager
def opened(filename: str, namespace: dict[str, Any]) -> Iterator[TestCell]:
    """Find a cell's tests and rewrite their asserts; what the rewritten code needs is there while it is open.

    Args:
        filename: The file name that the cell was compiled with.
        namespace: The cell's globals; may be a subclass of dict that knows more names than it holds.

    Yields:
        The cell.
    """
    source = "".join(linecache.getlines(filename))
    tree = _parsed(source)
    rewritten = _rewritten(source, filename)
    found = [
        (_first_line(value), name, value)
        for name, value in dict.items(namespace)
        if name.startswith("test_") and callable(value) and _filename(value) == filename
    ]
    tests = {
        name: _with_code(value, rewritten, filename) for _, name, value in sorted(found, key=lambda t: t[:2])
    }
    added = _rewriter_names()
    try:
        # Past the subclass: these names are nobody's business but the rewritten code's.
        dict.update(namespace, added)
        yield TestCell(
            filename=filename,
            doc=(ast.get_docstring(tree) or "") if tree else "",
            tests=tests,
            fixtures=_fixtures(namespace, filename),
            hides_tests=HIDDEN_TESTS in source,
        )
    finally:
        for name in added:
            dict.pop(namespace, name, None)


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except SyntaxError:
        return None


def _rewritten(source: str, filename: str) -> dict[tuple[str, int], CodeType]:
    """Compile the cell with rewritten asserts, and give the code of its functions by name and line."""
    from _pytest.assertion.rewrite import rewrite_asserts

    tree = _parsed(source)
    if tree is None or not tree.body:
        return {}
    rewrite_asserts(tree, source.encode(), filename)
    try:
        module = compile(tree, filename, "exec", dont_inherit=True)
    except SyntaxError:  # such as a top-level await, which IPython compiles in its own way
        return {}
    codes = [const for const in module.co_consts if isinstance(const, CodeType)]
    return {(code.co_name, code.co_firstlineno): code for code in codes}


def _with_code(test: Callable[..., Any], codes: Mapping[tuple[str, int], CodeType], filename: str) -> Any:
    """Copy a plain function with its rewritten code; marks, defaults and closure stay. Others stay as they are."""
    if not isinstance(test, FunctionType):
        return test
    code = codes.get((test.__code__.co_name, test.__code__.co_firstlineno))
    if code is None or code.co_freevars != test.__code__.co_freevars:
        return test
    copy = FunctionType(code, test.__globals__, test.__name__, test.__defaults__, test.__closure__)
    copy.__kwdefaults__ = test.__kwdefaults__
    copy.__annotations__ = test.__annotations__
    copy.__doc__ = test.__doc__
    copy.__qualname__ = test.__qualname__
    copy.__module__ = test.__module__
    copy.__dict__.update(test.__dict__)
    return copy


def _fixtures(namespace: dict[str, Any], filename: str) -> dict[str, Any]:
    """Take the fixtures of the notebook; automatic ones only from this cell, or old cells would reach in."""
    from _pytest.fixtures import FixtureFunctionDefinition

    return {
        name: value
        for name, value in dict.items(namespace)
        if isinstance(value, FixtureFunctionDefinition)
        and (
            not value._fixture_function_marker.autouse
            or value._get_wrapped_function().__code__.co_filename == filename
        )
    }


def _rewriter_names() -> dict[str, Any]:
    import builtins

    from _pytest.assertion import rewrite

    return {"@py_builtins": builtins, "@pytest_ar": rewrite}


def _plain(function: Any) -> Any:
    return inspect.unwrap(function)


def _filename(function: Any) -> str:
    code = getattr(_plain(function), "__code__", None)
    return code.co_filename if isinstance(code, CodeType) else ""


def _first_line(function: Any) -> int:
    line: int = _plain(function).__code__.co_firstlineno
    return line
