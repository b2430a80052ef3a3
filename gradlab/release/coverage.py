"""`docs/coverage.md` against the notebooks: every line of the lecture is taught by a cell and graded by a test, and both exist.

A row of a table has three parts: the lecture's line, the cells that teach it, the tests that grade it.
"""

from __future__ import annotations

from collections.abc import Iterator

from gradlab.course import Course
from gradlab.prove import names_of_tests

TABLE = "docs/coverage.md"


def rows(text: str) -> list[tuple[str, str, str]]:
    """Return the rows of the tables: the lecture's line, the cells that teach it, the tests that grade it."""
    found = []
    for line in text.splitlines():
        parts = [part.strip() for part in line.strip().strip("|").split(" | ")]
        if line.startswith("|") and len(parts) == 3 and "---" not in line and parts[1] != "taught by":
            found.append((parts[0], parts[1], parts[2]))
    return found


def named(entry: str) -> list[tuple[str, str]]:
    """Read `NN-topic: a, b; MM-topic: c` as pairs of assignment and id."""
    pairs = []
    for part in entry.split(";"):
        assignment, colon, ids = part.strip().partition(":")
        if colon:
            pairs += [(assignment, name.strip()) for name in ids.split(",") if name.strip()]
    return pairs


def problems(text: str, course: Course) -> Iterator[str]:
    """Yield what the page names and the course does not have, and rows that name nothing.

    Args:
        text: The page.
        course: The course.
    """
    cells, tests = _known(course)
    for line, taught, graded in rows(text):
        for what, entry, there in (("cell", taught, cells), ("test", graded, tests)):
            if not named(entry):
                yield f"{line}: names no {what}"
            for assignment, name in named(entry):
                if (assignment, name) not in there:
                    yield f"{line}: there is no {what} {name} in {assignment}"


def _known(course: Course) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    cells: set[tuple[str, str]] = set()
    tests: set[tuple[str, str]] = set()
    for assignment in course.assignments:
        for path in assignment.sources:
            notebook = assignment.notebook(path.stem)
            cells |= {(assignment.name, cell.id) for cell in notebook.cells}
            tests |= {(assignment.name, test) for test in names_of_tests(notebook)}
    return cells, tests
