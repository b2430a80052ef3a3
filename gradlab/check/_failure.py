"""The error that a failing check raises, and the one place that words it.

A check fails in about five lines: what, where, expected, got, and a hint after a blank line. This module
holds that form and finds the words for "what": the text of the checked expression in the caller's source.
It compares nothing. Everything in `gradlab.check` may import it; nothing else does.
"""

from __future__ import annotations

import ast
import itertools
import linecache
import os
import re
import sys
from collections.abc import Iterator
from types import FrameType

PACKAGE_DIR = os.path.dirname(__file__) + os.sep
HOUSE_DIR = os.path.join(os.path.dirname(os.path.dirname(__file__)), "")
"""All of gradlab: in the judge, an error of the student's passes through frames of ours."""
EXPRESSION_CHARS = 60
"""Longer expressions are shortened: the first line of a message has to fit one line of a notebook."""


class CheckError(AssertionError):
    """Say that the student's work is wrong in a way that a check understands.

    Attributes:
        what: The message without its hint.
        hint: What to do about it, or an empty string.
    """

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(f"{what}\n\nhint: {hint}" if hint else what)
        self.what = what
        self.hint = hint

    def __reduce__(self) -> tuple[type[CheckError], tuple[str, str]]:
        return type(self), (self.what, self.hint)


def failure(check: str, headline: str, *lines: str, hint: str | None = None) -> CheckError:
    """Word a failure.

    Args:
        check: The public name of the check.
        headline: One sentence without a full stop: which expression, and what is wrong with it.
        lines: What is known further, each one line; empty ones are left out.
        hint: What the student can do, if anything can be said.

    Returns:
        The error, to be raised by the caller.
    """
    text = "\n".join([f"check.{check}: {headline}", *(f"  {line}" for line in lines if line)])
    return CheckError(text, (hint or "").strip())


def expression(check: str, index: int = 0, keyword: str = "") -> str:
    """Quote the source text of an argument in the call of a check that is under way.

    Args:
        check: The name by which the check was called.
        index: Which positional argument.
        keyword: The parameter's name, in case it was passed by keyword.

    Returns:
        The text in backticks, or words that stand for it where the source is not known.
    """
    call, source = _call(check)
    if call is not None:
        for given in call.keywords:
            if given.arg == keyword:
                return quoted(ast.get_source_segment(source, given.value) or "")
        if index < len(call.args) and not any(isinstance(a, ast.Starred) for a in call.args[: index + 1]):
            return quoted(ast.get_source_segment(source, call.args[index]) or "")
    return "the result" if index == 0 and keyword in ("", "actual") else "the function"


def expressions(check: str) -> list[str]:
    """Quote the source text of all positional arguments of the call of a check that is under way.

    Args:
        check: The name by which the check was called.

    Returns:
        One text for each argument; an empty list where the source is not known.
    """
    call, source = _call(check)
    if call is None or any(isinstance(argument, ast.Starred) for argument in call.args):
        return []
    return [quoted(ast.get_source_segment(source, argument) or "") for argument in call.args]


def quoted(text: str) -> str:
    """Put a piece of code in backticks, shortened to one line.

    Args:
        text: The code.

    Returns:
        The quoted text.
    """
    text = re.sub(r"\s*\n\s*", " ", text.strip())
    text = text.replace("( ", "(").replace(", )", ")")
    if len(text) > EXPRESSION_CHARS:
        text = text[: EXPRESSION_CHARS - 1] + "…"
    return f"`{text}`"


def _call(check: str) -> tuple[ast.Call | None, str]:
    """Find the syntax of the call in the nearest frame outside this package, and the source it is part of.

    What the frame gives is an expression, or a whole statement where pytest has rewritten an assert.
    """
    frame = _caller()
    if frame is None:
        return None, ""
    try:
        positions = next(itertools.islice(frame.f_code.co_positions(), frame.f_lasti // 2, None))
        segment = _segment(frame.f_code.co_filename, positions)
    except (ValueError, StopIteration):
        return None, ""
    for source in (f"({segment})", segment):
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) == check:
                return node, source
    return None, ""


def _caller() -> FrameType | None:
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(PACKAGE_DIR):
        frame = frame.f_back
    return frame


def _segment(filename: str, positions: tuple[int | None, int | None, int | None, int | None]) -> str:
    first, last, start, stop = positions
    if first is None or last is None or start is None or stop is None:
        raise ValueError("the code has no positions")
    lines = [line.encode() for line in linecache.getlines(filename)[first - 1 : last]]
    if len(lines) != last - first + 1:
        raise ValueError("the source is not known")
    lines[-1] = lines[-1][:stop]
    lines[0] = lines[0][start:]
    return b"".join(lines).decode()


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def lines_of(text: str, limit: int, width: int = 110) -> Iterator[str]:
    """Give the first lines of a text that others wrote, each of bounded width.

    Args:
        text: Any text.
        limit: How many lines at most; what is left out is said.
        width: The characters of a line.

    Yields:
        The lines.
    """
    lines = text.splitlines()
    for line in lines[:limit]:
        yield line if len(line) <= width else line[: width - 1] + "…"
    if len(lines) > limit:
        yield f"… {len(lines) - limit} more lines"
