"""The small course of tests/course, with all that a release asks for: a bank that lint accepts, a changelog, pins."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from gradlab.course import Course, rules_bank
from gradlab.course.build import build

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "course"))

from small_course import BANK, course_in, example, write  # noqa: E402 - behind its folder

Run = Callable[..., tuple[int, str, str]]
"""A command typed: the exit code, and what it said on stdout and stderr."""
FILES = ["CHANGELOG-2026.1.md", "manifest.json", "small-2026.1-instructor.zip", "small-2026.1-student.zip"]
VERSION = "2026.1"
CHANGELOG = """# Changelog

## Unreleased

## 2026.1

- 08-loops: new.

## 2025.2

- nothing
"""


def course_at(folder: Path) -> Course:
    """Write the course, with a value that only a hidden test knows, and build it."""
    course_in(folder)
    notebook = example()
    check = next(cell for cell in notebook["cells"] if cell["id"] == "halves-check")
    check["source"] = (
        check["source"]
        .replace("3.0 / 2.0 ** jnp.arange(1, 5)", "jnp.array([1.5, 0.734375])")
        .replace("def test_four_halves():\n", "def test_four_halves():\n    end = 0.7\n")
    )
    write(folder, "08-loops", notebook)
    bank = folder / "grader_tests" / "08-loops"
    for name in BANK:
        kind = name.split("-")[0]
        for number in range(rules_bank.MINIMUM[kind]):
            (bank / f"{kind}-more-{number}.py").write_text(BANK[name])
    (folder / "CHANGELOG.md").write_text(CHANGELOG)
    shutil.copy(ROOT / "pyproject.toml", folder)
    course = Course(folder)
    build(course)
    return course


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
