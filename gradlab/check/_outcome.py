"""From the exception that ended a test to its outcome, message and hint.

The same rules hold in a student's kernel and in the judge. It runs nothing; `_session` imports it.
"""

from __future__ import annotations

import ast
import linecache
import os
import re
import sysconfig
import textwrap

from gradlab.check import _advice
from gradlab.check._failure import HOUSE_DIR, CheckError, lines_of
from gradlab.check._results import ERROR, FAILED, NOT_ATTEMPTED, CaseResult

MESSAGE_LINES = 8
ERROR_LINES = 2
"""JAX's messages run to a page; the first sentence names the error, the hint says what to do."""
WIDTH = 100
HINT_CHARS = 600
FUNCTION = re.compile(r"<(?:\w+ of )?<?(?:function|built-in function|bound method) ([\w.]+)[^>]*>{1,2}(?=\()")
"""How pytest writes a function that is called in an assert: its name is enough."""
NOISE = re.compile(
    r"^\s*$|Use -v to get|use -vv to show|^\s*\+\s+(where|and)\s+<(\w+ of )?<?(function|built-in|bound|module)"
)
"""What pytest explains beyond the values: where a function is from, and its own options."""
LIBRARIES = tuple(
    {os.path.join(sysconfig.get_path(name), "") for name in ("stdlib", "platstdlib", "purelib", "platlib")}
)
"""Where code lies that a student did not write."""


def of_exception(error: BaseException, cell_filename: str = "") -> CaseResult:
    """Classify the exception that ended a case.

    Args:
        error: The exception.
        cell_filename: The test cell's file, whose own lines are not the student's.

    Returns:
        The result: failed, not attempted, error, or what the exception says of itself. It is foreign if the exception has
        a true `__gradlab_foreign__`, which the judge gives to those that come from a student.
    """
    named = own_outcome(error)
    if named is not None:
        return CaseResult(named, _capped(str(getattr(error, "detail", "") or error)))
    foreign = getattr(error, "__gradlab_foreign__", False) is True
    if isinstance(error, CheckError):
        return CaseResult(FAILED, _capped(error.what), _hint(error.hint))
    if isinstance(error, AssertionError) and foreign:
        return CaseResult(FAILED, _capped(str(error)), foreign=True)
    if isinstance(error, AssertionError):
        message, hint = split_assertion(str(error))
        return CaseResult(FAILED, _capped(message or _asserted(error)), _hint(hint))
    if isinstance(error, NotImplementedError):
        return CaseResult(NOT_ATTEMPTED, _capped(str(error)), foreign=foreign)
    if _ends_a_test(error):
        message, hint = split_assertion(str(error))
        return CaseResult(FAILED, _capped(message), _hint(hint))
    return CaseResult(ERROR, _capped(_error(error, cell_filename)), _hint(_advice.hint(error)), foreign)


def own_outcome(error: BaseException) -> str | None:
    """Give the outcome that an exception declares in its attribute `__gradlab_outcome__`.

    Args:
        error: The exception.

    Returns:
        Such as "timeout", from the judge; None for exceptions of others.
    """
    named = getattr(error, "__gradlab_outcome__", None)
    return named if isinstance(named, str) else None


def split_assertion(text: str) -> tuple[str, str]:
    """Split the text of an AssertionError into what happened and the author's hint.

    Args:
        text: The author's words, which may hold "hint:", and from rewriting a last part that starts with a
            line "assert …".

    Returns:
        The message and the hint; either may be empty.
    """
    said, _, explained = f"\n{text}".partition("\nassert ")
    message, marked, hint = said.partition("hint:")
    lines = [FUNCTION.sub(r"\1", line) for line in explained.splitlines() if not NOISE.search(line)]
    parts = [message.strip(), "\n".join(["assert " + lines[0], *lines[1:]]) if lines else ""]
    return "\n".join(part for part in parts if part), hint.strip() if marked else ""


def _ends_a_test(error: BaseException) -> bool:
    """Tell whether it is one of pytest's own: fail, skip, exit. None of them passes a graded test."""
    from _pytest.outcomes import OutcomeException

    return isinstance(error, OutcomeException)


def _hint(text: str) -> str:
    return text.strip()[:HINT_CHARS]


def _capped(text: str) -> str:
    """Bound a message, and take out what differs from run to run: addresses, and where a kernel keeps cells."""
    text = re.sub(r"0x[0-9a-f]{6,}", "0x…", text)
    text = re.sub(r"object id \d+", "object id …", text)
    text = re.sub(r"\S*ipykernel_\d+/\d+\.py", "your notebook", text)
    return "\n".join(lines_of(text, MESSAGE_LINES, WIDTH + 10))


def _error(error: BaseException, cell_filename: str) -> str:
    """Word an error: its class, the first lines of its text, and the student's line that raised it."""
    paragraph = str(error).strip().split("\n\n")[0]
    text = f"{type(error).__name__}: {paragraph}" if paragraph else type(error).__name__
    lines = textwrap.wrap(text, WIDTH)
    if len(lines) > ERROR_LINES:
        lines = [*lines[: ERROR_LINES - 1], f"{lines[ERROR_LINES - 1][: WIDTH - 2]} …"]
    return "\n".join([*lines, *_where(error, cell_filename)])


def _where(error: BaseException, cell_filename: str) -> list[str]:
    """Name the innermost line of the notebook, outside the test cell, that the error passed through."""
    found: list[str] = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        skipped = (*LIBRARIES, HOUSE_DIR, "<frozen")
        if code.co_filename != cell_filename and not code.co_filename.startswith(skipped):
            line = linecache.getline(code.co_filename, trace.tb_lineno).strip()
            found = [f"  in {code.co_name}, line {trace.tb_lineno}: {line}"] if line else []
        trace = trace.tb_next
    notes = [note for note in getattr(error, "__notes__", ()) if isinstance(note, str)]
    return found or ["  " + " ".join(note.split()) for note in notes if note.startswith("in your code")][:1]


def _asserted(error: AssertionError) -> str:
    """Quote an assert without a message, which was not in a test and so was not rewritten."""
    trace = error.__traceback__
    line = ""
    while trace is not None:
        line = linecache.getline(trace.tb_frame.f_code.co_filename, trace.tb_lineno).strip()
        trace = trace.tb_next
    try:
        (statement,) = ast.parse(line).body
    except (SyntaxError, ValueError):
        return line or "an assertion failed"
    if isinstance(statement, ast.Assert):
        return f"assert {ast.get_source_segment(line, statement.test)}"
    return line
