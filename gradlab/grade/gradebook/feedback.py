"""What a person reads: the report of a test cell as text, and feedback without hidden tests.

Never shows the source of a test. The rest of the room imports it; nbgrader imports `HideTests` by its name in the config.
"""

from __future__ import annotations

import re
from typing import Any

from nbgrader import utils
from nbgrader.preprocessors import ClearHiddenTests
from traitlets import List, Unicode

from gradlab.grade.report import CellMark, Mark, Outcome, Report

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])")
"""Terminal escape sequences: colours, cursor, window titles."""


class HideTests(ClearHiddenTests):  # type: ignore[misc]
    """Leave hidden tests out of feedback. Unlike nbgrader's own step, reads test cells only: what a student writes
    between its markers neither stops the feedback nor is left out of it.
    """

    # nbconvert gives this to every step of a page; those that do not declare it warn.
    display_data_priority = List(Unicode()).tag(config=True)

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> Any:
        """Cut the hidden region out of a test cell."""
        if utils.is_grade(cell) and not utils.is_solution(cell):
            self._remove_hidden_test_region(cell)
        return cell, resources


def cell_text(mark: CellMark) -> str:
    """Write the report of one test cell as text.

    Args:
        mark: What the judge said about it.

    Returns:
        A line for the cell, and for each test its outcome and sentence; message and hint where it was lost.
    """
    lines = [f"{mark.earned:g} of {mark.points:g} points"]
    for test in mark.tests:
        lines += _test_lines(test, alone=len(mark.tests) == 1)
    return clean("\n".join(lines).rstrip() + "\n")


def notice(report: Report) -> str:
    """Say what is unusual about a submission, in Markdown that shows every text as it is.

    Args:
        report: The verdict.

    Returns:
        The text of a cell, or nothing where there is nothing to say.
    """
    parts = []
    if report.refused:
        parts += [
            "**This notebook could not be graded, and earns nothing until a person has looked at it:**",
            _verbatim((report.refused,)),
        ]
    if report.oddities:
        parts += [
            "**Something about this notebook is unusual. It changes no mark:**",
            _verbatim(report.oddities),
        ]
    if report.sandbox == "none":
        parts += ["**Graded without a sandbox** (`--unsafe-no-sandbox`)."]
    return "\n\n".join(parts)


def clean(text: str) -> str:
    """Take escape sequences and control characters out of text that may come from a student."""
    text = _ESCAPES.sub("", text)
    return "".join(c for c in text if c in "\n\t" or c.isprintable())


def _test_lines(test: Mark, *, alone: bool) -> list[str]:
    """Word one test as `check.run()` does in the student's own notebook."""
    if test.outcome is Outcome.PASSED:
        return [f"passed: {test.sentence}"]
    if test.outcome is Outcome.NOT_ATTEMPTED:
        return [f"not attempted yet: {test.sentence}"]
    share = f" ({test.earned:g} of {test.points:g})" if test.earned and not alone else ""
    details = [test.message] if test.message else []
    if test.hint:
        details.append(f"\nhint: {test.hint}")
    lines = "\n".join(details).rstrip().split("\n")
    return [f"{test.outcome.value}: {test.sentence}{share}", *(f"  {line}".rstrip() for line in lines)]


def _verbatim(lines: tuple[str, ...]) -> str:
    # An indented block is the one place where Markdown renders neither HTML nor links.
    return "\n".join("    " + line for text in lines for line in clean(text).split("\n"))
