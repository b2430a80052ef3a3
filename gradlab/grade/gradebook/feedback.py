"""What a person reads: the report of a test cell as text, and feedback without hidden tests.

The rest of the room imports it; nbgrader imports `HideTests` by its name in the config.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec
from msgspec.structs import replace
from nbgrader import utils
from nbgrader.preprocessors import ClearHiddenTests
from traitlets import Enum, List, Unicode

from gradlab.grade.report import CellMark, Mark, Outcome, Report

REVEAL = ("name", "sentence", "hint")
"""How much of a hidden test feedback tells, from least to most; each says whether it passed, and what it earned."""
NOTICE = "gradlab-notice"
"""The id of the cell that tells what is unusual about a submission."""
OLD = "The tests of this cell were marked by an earlier version, and are not told one by one."
"""In place of a report that cannot be cut down to what may be told."""

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])")
"""Terminal escape sequences: colours, cursor, window titles."""


class HideTests(ClearHiddenTests):  # type: ignore[misc]
    """Leave out of feedback what students are not told: the source of hidden tests, and what `reveal` keeps back of their marks.

    Unlike nbgrader's own step, reads test cells only: what a student writes between its markers neither stops the feedback nor
    is left out of it. The marks that remain are in the metadata of each test cell, as `gradlab.tests`.
    """

    reveal = Enum(
        REVEAL,
        "hint",
        help="Of a hidden test: its name only; its sentence as well; or also what was wrong, and the hint",
    ).tag(config=True)
    # nbconvert gives this to every step of a page; those that do not declare it warn.
    display_data_priority = List(Unicode()).tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Cut down a notebook of autograded/.

        Args:
            nb: The notebook, changed in place.
            resources: nbgrader's.

        Returns:
            Both.
        """
        known = dict(nb.metadata.pop("gradlab", {}) or {}).get("marks", {})
        for cell in nb.cells:
            cell.metadata.pop("gradlab", None)
            if is_test(cell):
                self._remove_hidden_test_region(cell)
                self._tell(cell, known.get(cell.metadata.nbgrader.grade_id))
        return nb, resources

    def _tell(self, cell: Any, known: Any) -> None:
        try:
            tests = msgspec.convert(known, tuple[Mark, ...])
        except msgspec.ValidationError:
            if self.reveal != REVEAL[-1]:
                cell.outputs = [_printed(cell, OLD)]
            return
        told = tuple(
            replace(one, sentence=clean(one.sentence), message=clean(one.message), hint=clean(one.hint))
            for one in (revealed(test, self.reveal) for test in tests)
        )
        cell.metadata["gradlab"] = {"tests": msgspec.to_builtins(told)}
        points = float(cell.metadata.nbgrader.get("points") or 0)
        earned = sum(test.earned for test in told)
        mark = CellMark(grade_id=cell.metadata.nbgrader.grade_id, earned=earned, points=points, tests=told)
        cell.outputs = [_printed(cell, cell_text(mark))]


def is_test(cell: Any) -> bool:
    """Tell whether a cell of a notebook is marked by its tests."""
    return cell.cell_type == "code" and utils.is_grade(cell) and not utils.is_solution(cell)


def kept(report: Report) -> dict[str, Any]:
    """Return the marks of a report by test cell, as they are kept in a notebook of autograded/ for feedback."""
    return {cell.grade_id: msgspec.to_builtins(cell.tests) for cell in report.cells if not cell.manual}


def revealed(mark: Mark, reveal: str) -> Mark:
    """Return what a student may read of a mark.

    Args:
        mark: The mark of one test.
        reveal: One of `REVEAL`.

    Returns:
        The mark; of a hidden test without message and hint below `hint`, and its name for its sentence at `name`.
    """
    if not mark.hidden or reveal == "hint":
        return mark
    name = mark.test.rpartition("::")[2]
    return replace(
        mark, sentence=name if reveal == "name" else mark.sentence, message="", hint="", cases=1, passed=0
    )


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


def _printed(cell: Any, text: str) -> Any:
    return type(cell)(output_type="stream", name="stdout", text=text)
