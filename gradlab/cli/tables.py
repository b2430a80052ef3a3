"""Tables and marks as a person reads them: without colour just as well, and safe for a terminal whatever a name holds."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from gradlab.grade.report import Graded, Mark, Outcome, Report
from gradlab.notebook import printable, visible

PLAIN_WIDTH = 140
"""Columns of a table that goes into a file or a pipe."""


class CleanConsole(Console):
    """Writes whatever text comes to it without a character that a terminal obeys: the last door, whoever forgot a name.

    Its own colours and the moves of a progress bar are not text, and pass.
    """

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """Give the pieces of what is printed, cleaned."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(visible(segment.text), segment.style)


def _console(*, stderr: bool = False) -> CleanConsole:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else PLAIN_WIDTH
    return CleanConsole(stderr=stderr, highlight=False, markup=False, emoji=False, width=width)


out = _console()
err = _console(stderr=True)


def say(text: str | Text = "") -> None:
    """Print a line on stdout; a long one is not broken, so that it can be searched and piped."""
    out.print(text, soft_wrap=True)


def note(text: str) -> None:
    """Print a line on stderr, of what happens meanwhile."""
    err.print(printable(text, limit=1000), soft_wrap=True)


STYLES = {
    Outcome.PASSED: "green",
    Outcome.NOT_ATTEMPTED: "dim",
    Outcome.GRADER_ERROR: "bold red",
}


def number(value: float) -> str:
    """Return points without trailing zeros."""
    return f"{round(value, 2):g}"


def marks_table(results: Sequence[Graded], title: str = "") -> Table:
    """Return the table that ends `grade`: one line a submission."""
    table = Table(title=title or None, title_justify="left", show_edge=False, pad_edge=False, box=None)
    table.add_column("student", overflow="fold")
    table.add_column("assignment")
    table.add_column("marks", justify="right", no_wrap=True)
    table.add_column("what stands out", overflow="fold", ratio=1)
    for graded in sorted(results, key=lambda one: (one.report.assignment, one.report.student)):
        report = graded.report
        table.add_row(
            Text(printable(report.student)),
            Text(printable(report.assignment)),
            Text(_marks(report)),
            Text(remark(report)),
        )
    return table


def remark(report: Report) -> str:
    """Return the one thing about a report that a person should see first."""
    if report.grader_error:
        return printable(f"not graded: {report.grader_error}", limit=160)
    if report.refused:
        return printable(report.refused, limit=160)
    lost = [m for cell in report.cells for m in cell.tests if m.outcome is not Outcome.PASSED]
    if lost and all(mark.outcome is Outcome.NOT_ATTEMPTED for mark in lost):
        cells = sum(any(m.outcome is Outcome.NOT_ATTEMPTED for m in cell.tests) for cell in report.cells)
        text = f"{cells} exercise{'s' * (cells != 1)} not attempted"
    elif lost:
        # The first loss that says something: a hint, then a message.
        first = next((m for m in lost if m.hint), next((m for m in lost if m.message), lost[0]))
        said = (
            ""
            if first.outcome in (Outcome.FAILED, Outcome.ERROR) and first.hint
            else f"{first.outcome.value}"
        )
        text = ": ".join(filter(None, (first.test.split("::")[0], said, first.hint)))
    else:
        text = ""
    if report.oddities:
        text = f"{text}; " * bool(text) + report.oddities[0]
    return printable(text, limit=160)


def _marks(report: Report) -> str:
    return "–" if report.grader_error else f"{number(report.earned)} of {number(report.points)}"


def mark_lines(mark: Mark) -> list[Text]:
    """Return a test as a few lines: sentence, outcome, message, hint."""
    hidden = " (hidden)" if mark.hidden else ""
    head = Text(f"  {symbol(mark.outcome)} ", style=STYLES.get(mark.outcome, "red"))
    head.append(printable(mark.sentence, limit=200), style="none")
    head.append(f"{hidden}  {number(mark.earned)} of {number(mark.points)}", style="dim")
    if mark.outcome not in (Outcome.PASSED, Outcome.FAILED):
        head.append(f"  {mark.outcome.value}")
    lines = [head]
    for line in mark.message.splitlines() if mark.outcome is not Outcome.PASSED else ():
        lines.append(Text(f"      {printable(line, limit=300)}"))
    if mark.hint and mark.hint not in mark.message:
        lines.append(Text(f"      hint: {printable(mark.hint, limit=400)}"))
    return lines


def symbol(outcome: Outcome) -> str:
    """Return a letter or sign that needs no colour."""
    return {Outcome.PASSED: "+", Outcome.NOT_ATTEMPTED: "."}.get(outcome, "-")


def interactive() -> bool:
    """Return whether progress may be drawn."""
    return sys.stderr.isatty()
