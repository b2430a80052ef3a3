"""`gradlab show`: a report test by test, or a notebook cell by cell."""

from __future__ import annotations

from pathlib import Path

from rich.text import Text

from gradlab.cli.errors import complain
from gradlab.cli.tables import mark_lines, number, say
from gradlab.grade import ledger
from gradlab.grade.report import Examination, Report, ReportError
from gradlab.notebook import Notebook, NotebookError, Role, printable
from gradlab.testcell import outline

USAGE = 2


def show(path: Path) -> int:
    """Show the file at `path`; return the exit code."""
    if path.suffix == ".ipynb":
        try:
            show_notebook(Notebook.read(path))
        except NotebookError as error:
            complain(f"{path}: {error.what}", error.fix)
            return USAGE
        return 0
    try:
        report = Report.from_json(path.read_bytes())
    except FileNotFoundError:
        complain(
            f"there is no file {path}", "`gradlab grade` writes reports/STUDENT/ASSIGNMENT/NOTEBOOK.json"
        )
        return USAGE
    except ReportError as error:
        complain(f"{path}: {error}", "give a report (.json) or a notebook (.ipynb)")
        return USAGE
    show_report(report)
    kept = ledger.Entry(path).whole()
    if kept is not None and kept.report == report and kept.examination is not None:
        say()
        say(Text(confinement(kept.examination)))
    return 0


def confinement(examination: Examination) -> str:
    """Say how the student's code was confined."""
    held, tried = sum(probe.ok for probe in examination.probes), len(examination.probes)
    return (
        f"confined by bubblewrap {examination.bubblewrap}, started the way {examination.way!r}; "
        f"{held} of {tried} probes of the sandbox found it whole (`gradlab doctor` lists them)"
    )


def show_report(report: Report) -> None:
    """Print a report."""
    head = f"{printable(report.student)}  {report.assignment}/{report.notebook}  "
    say(Text(head + f"{number(report.earned)} of {number(report.points)}"))
    for text in filter(None, (report.grader_error and f"not graded: {report.grader_error}", report.refused)):
        say(Text(f"  {printable(text, limit=400)}"))
    if "platform" in report.versions:
        rest = ", ".join(f"{name} {version}" for name, version in report.versions.items() if "cuda" in name)
        say(Text(f"  computed on {report.versions['platform']} ({printable(rest)})"))
    for oddity in report.oddities:
        say(Text(f"  odd: {printable(oddity, limit=400)}"))
    for cell in report.cells:
        say()
        note = "marked by a person" if cell.manual else f"{number(cell.earned)} of {number(cell.points)}"
        say(Text(f"{cell.grade_id}  {note}"))
        for mark in cell.tests:
            for line in mark_lines(mark):
                say(line)


def show_notebook(notebook: Notebook) -> None:
    """Print a notebook's cells with their roles and points."""
    width = max((len(printable(cell.id)) for cell in notebook.cells), default=0)
    for cell in notebook.cells:
        points = f"{number(cell.points)} points" if cell.points else ""
        first = next((line for line in cell.source.splitlines() if line.strip()), "")
        say(
            Text(
                f"{printable(cell.id):{width}}  {cell.role.value:8}  {points:9}  {printable(first, limit=60)}"
            )
        )
        if cell.role is Role.TEST:
            for test in tests_of(cell.source):
                say(Text(f"{'':{width}}  {test}"))


def tests_of(source: str) -> list[str]:
    """Return a line for each test of a cell; none if the cell is not Python."""
    try:
        plan = outline(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return [
        f"{'hidden ' if test.hidden else 'visible'}  {number(test.points)}  {printable(test.sentence)}"
        for test in plan.tests
    ]
