"""docs/coverage.md against the notebooks: every line of the lecture is taught by a cell and graded by a test, and both exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gradlab.course import Course
from gradlab.prove import names_of_tests

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "coverage.md"


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


def known(course: Course) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    cells: set[tuple[str, str]] = set()
    tests: set[tuple[str, str]] = set()
    for assignment in course.assignments:
        notebook = assignment.notebook()
        cells |= {(assignment.name, cell.id) for cell in notebook.cells}
        tests |= {(assignment.name, test) for test in names_of_tests(notebook)}
    return cells, tests


def problems(text: str, course: Course) -> list[str]:
    cells, tests = known(course)
    found = []
    for line, taught, graded in rows(text):
        for what, entry, there in (("cell", taught, cells), ("test", graded, tests)):
            if not named(entry):
                found.append(f"{line}: names no {what}")
            found += [f"{line}: there is no {what} {pair}" for pair in named(entry) if pair not in there]
    return found


def test_every_cell_and_test_it_names_exists() -> None:
    text = TABLE.read_text()
    assert problems(text, Course(ROOT)) == []


@pytest.mark.parametrize(
    "section",
    [
        "JAX basics",
        "Scalar grad",
        "Vector grad and jacobian",
        "vmap",
        "jit",
        "Trees",
        "Loops",
        "Random numbers",
    ],
)
def test_every_section_of_the_lecture_is_there(section: str) -> None:
    parts = re.split(r"^## ", TABLE.read_text(), flags=re.MULTILINE)[1:]
    found = {part.splitlines()[0]: rows(part) for part in parts}
    assert len(found[section]) >= 3


def test_it_notices_what_is_not_there() -> None:
    line = "| x | 08-loops: no-such-cell | 08-loops: power-fori-check::test_no_such |"
    found = problems(f"{line}\n| y | | 08-loops: power-fori-check::test_one_loop |\n", Course(ROOT))
    assert len(found) == 2, found


def test_every_assignment_of_the_lecture_is_named() -> None:
    text = TABLE.read_text()
    assert [
        a.name for a in Course(ROOT).assignments if a.name not in text and not a.name.startswith("01-")
    ] == []
