"""docs/coverage.md against the notebooks: every line of the lecture is taught by a cell and graded by a test, and both exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gradlab.course import Course
from gradlab.release.coverage import problems, rows

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "coverage.md"


def test_every_cell_and_test_it_names_exists() -> None:
    text = TABLE.read_text()
    assert list(problems(text, Course(ROOT))) == []


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
    found = list(problems(f"{line}\n| y | | 08-loops: power-fori-check::test_one_loop |\n", Course(ROOT)))
    assert len(found) == 2, found


def test_every_assignment_of_the_lecture_is_named() -> None:
    text = TABLE.read_text()
    assert [
        a.name for a in Course(ROOT).assignments if a.name not in text and not a.name.startswith("01-")
    ] == []
