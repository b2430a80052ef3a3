"""The report of a test cell, as a student reads it: in words, and the same words as HTML.

Readable without colour. It decides nothing; `_run` and `_progress` import it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, NamedTuple

from gradlab.check._failure import lines_of
from gradlab.check._results import NOT_ATTEMPTED, PASSED, CellResult, TestResult

PRINTED_LINES = 3
PRINTED_CHARS = 100
COLOURS = {PASSED: "#2e7d32", NOT_ATTEMPTED: "#757575"}
FAILED_COLOUR = "#c62828"


class Entry(NamedTuple):
    """One test in the report."""

    outcome: str
    headline: str
    details: str


def show(result: CellResult, printed: Mapping[str, str], *, visible_only: bool) -> None:
    """Display a report where the code runs: richly in a notebook, else as text.

    Args:
        result: What came of the cell.
        printed: By test, what it printed.
        visible_only: Whether hidden tests may have been cut from the cell.
    """
    present(
        text(result, printed, visible_only=visible_only), html(result, printed, visible_only=visible_only)
    )


def present(words: str, page: str) -> None:
    """Display something where the code runs: richly in a notebook, else as text.

    Args:
        words: It as text.
        page: It as HTML, escaped.
    """
    if _in_ipython():
        from IPython.display import display

        display({"text/plain": words, "text/html": page}, raw=True)  # type: ignore[no-untyped-call]
    else:
        print(words)


def text(result: CellResult, printed: Mapping[str, str], *, visible_only: bool) -> str:
    """Word a report.

    Args:
        result: What came of the cell.
        printed: By test, what it printed.
        visible_only: Whether hidden tests may have been cut from the cell.

    Returns:
        Some lines.
    """
    lines = _head(result)
    for entry in _entries(result, printed):
        lines.append(f"{entry.outcome}: {entry.headline}")
        lines.extend(f"  {line}".rstrip() for line in entry.details.splitlines())
    return "\n".join([*lines, _tally(result, visible_only)])


def html(result: CellResult, printed: Mapping[str, str], *, visible_only: bool) -> str:
    """Write the same report as HTML; every text in it is escaped.

    Args:
        result: What came of the cell.
        printed: By test, what it printed.
        visible_only: Whether hidden tests may have been cut from the cell.

    Returns:
        A fragment of HTML.
    """
    parts = [f"<div>{prose(line)}</div>" for line in _head(result)]
    for entry in _entries(result, printed):
        colour = COLOURS.get(entry.outcome.removesuffix(" yet"), FAILED_COLOUR)
        parts.append(
            f'<div style="border-left: 4px solid {colour}; padding-left: 8px; margin: 4px 0">'
            f"<b>{escape(entry.outcome)}:</b> {prose(entry.headline)}"
            + (f'<pre style="margin: 2px 0 6px 8px">{escape(entry.details)}</pre>' if entry.details else "")
            + "</div>"
        )
    return f"<div>{''.join(parts)}<div>{escape(_tally(result, visible_only))}</div></div>"


def prose(text: str) -> str:
    """Write a sentence as HTML: escaped, and what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _in_ipython() -> bool:
    ipython: Any = sys.modules.get("IPython")
    return ipython is not None and ipython.get_ipython() is not None


def _head(result: CellResult) -> list[str]:
    return result.doc.strip().splitlines()[:1]


def _entries(result: CellResult, printed: Mapping[str, str]) -> Iterator[Entry]:
    for test in result.tests:
        if test.outcome == PASSED:
            yield Entry(PASSED, test.sentence, "")
        elif test.outcome == NOT_ATTEMPTED:
            yield Entry("not attempted yet", test.sentence, "")
        else:
            yield Entry(test.outcome, test.sentence, _details(test, printed.get(test.name, "")))


def _details(test: TestResult, printed: str) -> str:
    parts = [test.message]
    if printed:
        parts.append(
            "\n".join(f"printed: {line}" for line in lines_of(printed, PRINTED_LINES, PRINTED_CHARS))
        )
    if test.hint:
        parts.append(f"\nhint: {test.hint}")
    return "\n".join(part for part in parts if part)


def _tally(result: CellResult, visible_only: bool) -> str:
    passed, tests = sum(test.outcome == PASSED for test in result.tests), len(result.tests)
    if visible_only:
        return f"{passed} of {tests} visible checks pass; hidden checks run when graded"
    return f"{passed} of {tests} checks pass"
