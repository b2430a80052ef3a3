"""A graded notebook as its reader sees it: one section an exercise, and the rest of the notebook folded between them.

Reads cells and nbgrader's metadata; knows no template. `page` imports it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from nbgrader import utils

from gradlab.grade.gradebook.feedback import NOTICE, is_test
from gradlab.grade.report import Outcome
from gradlab.notebook import printable

_HEADING = re.compile(r"\A\s*(?:-{3,}\s+)?#{1,6}\s+(?P<title>[^\n]+)\n?")
_MARKS = re.compile(r"[`*]+")
"""Of Markdown, around words of a title."""


@dataclass
class Section:
    """What belongs to one exercise; or, without marks, what stands between two."""

    cells: list[Any]
    graded: list[Any] = field(default_factory=list)
    """Those of the cells that earn points."""
    title: str = ""
    anchor: str = ""
    """Its id on the page."""

    @property
    def earned(self) -> float:
        """Return the points that it earned, by tests and by hand."""
        return sum(float(cell.metadata.nbgrader.get("score") or 0) for cell in self.graded)

    @property
    def points(self) -> float:
        """Return the points that it can earn."""
        return sum(float(cell.metadata.nbgrader.get("points") or 0) for cell in self.graded)

    @property
    def waits(self) -> bool:
        """Tell whether a person has still to look at it."""
        return any(cell.metadata.nbgrader.get("waits") for cell in self.graded)

    @property
    def words(self) -> str:
        """Return in a few words how it went."""
        tests = [test for cell in self.graded for test in tests_of(cell)]
        passed = sum(test["outcome"] == Outcome.PASSED for test in tests)
        said = [f"{passed} of {len(tests)} checks passed"] if tests else []
        if self.waits:
            said.append("not yet marked by a person")
        elif not tests:
            said.append("marked by a person" if any(map(by_hand, self.graded)) else "marked by tests")
        return ", ".join(said)


def sections(cells: Sequence[Any]) -> list[Section]:
    """Divide a notebook.

    Args:
        cells: Its cells, as nbgrader's `GetGrades` and `HideTests` leave them.

    Returns:
        All cells, in order. A section with marks begins at the last heading before its answer.
    """
    found: list[Section] = []
    before: list[Any] = []
    rest = list(cells)
    while rest:
        cell = rest.pop(0)
        if not _earns(cell):
            before.append(cell)
            continue
        start = _start(before)
        if before[:start]:
            found.append(Section(before[:start]))
        section = Section([*before[start:], cell], [cell])
        while rest and _belongs(rest[0], cell):
            section.cells.append(rest.pop(0))
            if _earns(section.cells[-1]):
                section.graded.append(section.cells[-1])
        found.append(section)
        before = []
    if before:
        found.append(Section(before))
    for number, section in enumerate((one for one in found if one.graded), start=1):
        section.title = _title(section)
        # A number: a name could be anything, and twice there.
        section.anchor = f"exercise-{number}"
    return found


def tests_of(cell: Any) -> list[Any]:
    """Return what may be told of the tests of a cell."""
    found: list[Any] = cell.metadata.get("gradlab", {}).get("tests", [])
    return found


def by_hand(cell: Any) -> bool:
    """Tell whether only a person can mark a cell."""
    return bool(_earns(cell)) and not is_test(cell)


def is_answer(cell: Any) -> bool:
    """Tell whether a student writes in a cell, and its marker may comment on it."""
    return bool(utils.is_solution(cell) or utils.is_task(cell))


def body(cell: Any) -> str:
    """Return the text of a cell without the heading at its top."""
    return _HEADING.sub("", cell.source, count=1)


def folded(section: Section) -> Iterable[tuple[bool, list[Any]]]:
    """Divide what stands between two exercises: runs of cells to fold; answers and notices are never folded."""
    run: list[Any] = []
    for cell in section.cells:
        if is_answer(cell) or is_notice(cell):
            if run:
                yield True, run
                run = []
            yield False, [cell]
        else:
            run.append(cell)
    if run:
        yield True, run


def is_notice(cell: Any) -> bool:
    """Tell whether a cell says what is unusual about the submission."""
    return bool(cell.get("id") == NOTICE)


def is_heading(cell: Any) -> bool:
    """Tell whether a text that nobody marks begins with a heading."""
    return cell.cell_type == "markdown" and not is_answer(cell) and _HEADING.match(cell.source) is not None


def _earns(cell: Any) -> bool:
    return bool(utils.is_grade(cell) or utils.is_task(cell))


def _start(before: Sequence[Any]) -> int:
    """Return where, in what stands before a graded cell, its exercise begins."""
    answer = next((n for n, cell in enumerate(before) if is_answer(cell)), len(before))
    headings = [n for n, cell in enumerate(before[:answer]) if is_heading(cell)]
    return headings[-1] if headings else answer


def _belongs(cell: Any, graded: Any) -> bool:
    """Tell whether a cell that follows belongs to the exercise: more tests, a plot; after a task, whatever was added."""
    plain = "nbgrader" not in cell.metadata
    if utils.is_task(graded):
        return plain and not is_heading(cell)
    return is_test(cell) or (plain and cell.cell_type == "code")


def _title(section: Section) -> str:
    texts = [cell.source for cell in section.cells if cell.cell_type == "markdown"]
    heading = next(filter(None, map(_HEADING.match, texts)), None)
    title = _MARKS.sub("", heading["title"]) if heading else section.graded[0].metadata.nbgrader.grade_id
    return printable(title.strip())
