"""What the documents say exists, exists; and what exists is said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from gradlab.cli import app

README = (Path(__file__).parents[1] / "README.md").read_text()
COMMANDS: dict[str, typer.core.TyperCommand] = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def said_commands() -> set[tuple[str, frozenset[str]]]:
    """Return the gradlab commands of README.md with their options."""
    found = set()
    for words in re.findall(r"gradlab ((?:[a-z]+)(?: [^`\n]*)?)", README):
        name, *rest = words.split()
        found.add((name, frozenset(word for word in rest if word.startswith("--"))))
    return {one for one in found if one[0] in COMMANDS or one[1]}


def test_every_command_is_in_the_readme() -> None:
    assert {name for name, _ in said_commands()} == set(COMMANDS)


def test_every_option_of_the_readme_exists_and_every_option_is_there() -> None:
    for name, options in said_commands():
        known = {option for p in COMMANDS[name].params for option in (*p.opts, *p.secondary_opts)}
        assert options <= known, (name, options - known)
    said = set().union(*(options for _, options in said_commands()))
    offered = {p.opts[0] for c in COMMANDS.values() for p in c.params if p.param_type_name == "option"}
    assert offered - said - {"--help", "--gradebook"} == set()


def test_the_readme_is_short_and_its_files_exist(root: Path) -> None:
    assert len(README.splitlines()) <= 90
    for name in re.findall(r"\]\(([^)]+)\)", README):
        assert (root / name).exists(), name
    for name in (
        "source",
        "release",
        "grader_tests",
        "gradlab",
        "tests",
        "bench",
        "docs/notebooks.md",
        "docs/adr",
    ):
        assert name in README.replace("`adr/`", "docs/adr") or name == "docs/notebooks.md"
        assert (root / name).exists(), name


def test_the_readme_s_table_is_the_course_s(root: Path) -> None:
    from gradlab.course import Course
    from gradlab.course.bank import variants
    from gradlab.notebook import Role

    for assignment in Course(root).assignments:
        notebook = assignment.notebook()
        exercises = sum(cell.role is Role.TEST for cell in notebook.cells)
        points = sum(cell.points for cell in notebook.cells)
        (row,) = [line for line in README.splitlines() if line.startswith(f"| `{assignment.name}`")]
        assert row.split("|")[3:6] == [
            f" {exercises} ",
            f" {points:g} ",
            f" {len(variants(assignment)) + 2} ",
        ]


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[1] / "docs" / "adr").glob("*.md")), ids=lambda p: p.stem
)
def test_a_decision_is_short_and_has_its_parts(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 60
    for part in ("Status:", "## Context", "## Decision", "## Consequences", "## Evidence"):
        assert part in text, part


def test_contributing_names_what_exists(root: Path) -> None:
    text = (root / "CONTRIBUTING.md").read_text()
    assert len(text.splitlines()) <= 120
    for name in re.findall(r"`((?:gradlab|tests|docs|source|grader_tests)/[\w./-]*)`", text):
        assert "NN-topic" in name or (root / name.rstrip("/")).exists(), name
