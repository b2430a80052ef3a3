"""The guides, followed literally: each in a fresh copy of the course, command by command.

A block of the kind `console` is run, but for one behind a comment `<!-- not run: why -->`; what stands below a command must be
in what it prints, line by line, in this order (`...` stands for anything). A comment `<!-- file: NAME -->` says where the next
block is saved.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from guides import Command, Saved, steps

DOCS = Path(__file__).parents[1] / "docs"
FOLLOWED = ("first-hour", "write-an-exercise", "run-a-class")
"""Guides that are run. The others hold what needs a machine that is not here, and say so."""
LONGEST_S = 600


def holds(output: str, printed: tuple[str, ...]) -> bool:
    """Tell whether lines stand in an output, in this order; runs of blanks count as one."""
    place, said = 0, [" ".join(line.split()) for line in output.splitlines()]
    for line in printed:
        pattern = ".*".join(map(re.escape, " ".join(line.split()).split("...")))
        while place < len(said) and not re.search(pattern, said[place]):
            place += 1
        if place == len(said):
            return False
        place += 1
    return True


@pytest.fixture
def clone(tmp_path: Path, root: Path) -> Path:
    """A fresh clone, with what is not committed yet."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root, capture_output=True, check=True, text=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (root / name).is_file():
            (tmp_path / "gradlab" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "gradlab" / name).write_bytes((root / name).read_bytes())
    return tmp_path / "gradlab"


def environment(clone: Path) -> dict[str, str]:
    """Return the environment of a reader who has just run `uv sync` there."""
    programs = Path(sys.executable).parent
    return {
        **os.environ,
        "UV_PROJECT_ENVIRONMENT": str(programs.parent),
        "UV_NO_SYNC": "1",
        "PYTHONPATH": str(clone),
        "PATH": f"{programs}:{os.environ['PATH']}",
        "COLUMNS": "140",
    }


@pytest.mark.parametrize("guide", FOLLOWED)
def test_a_guide_can_be_followed(guide: str, clone: Path, tmp_path: Path) -> None:
    place, after = clone, tmp_path / "after"
    for step in steps((DOCS / f"{guide}.md").read_text()):
        if isinstance(step, Saved):
            (clone / step.name).write_text(step.content)
            continue
        done = subprocess.run(
            ["bash", "-c", f"{step.line}\ncode=$?; pwd > {after}; exit $code"], cwd=place, env=environment(clone),
            timeout=LONGEST_S, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        place = Path(after.read_text().strip())
        assert done.returncode == 0, f"{step.line}\n{done.stdout}"
        assert holds(done.stdout, step.printed), (
            f"{step.line}\nprinted\n{done.stdout}\nand not\n" + "\n".join(step.printed)
        )


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda p: p.stem)
def test_a_page_of_commands_is_run_or_says_what_is_not(path: Path) -> None:
    text = path.read_text()
    if "```console" in text and path.stem not in FOLLOWED:
        assert re.search(r"not run|by hand|tests/", text, re.IGNORECASE), path.name


@pytest.mark.parametrize("guide", FOLLOWED)
def test_a_guide_has_steps_and_what_is_left_out_has_its_reason(guide: str) -> None:
    text = (DOCS / f"{guide}.md").read_text()
    assert sum(isinstance(step, Command) for step in steps(text)) >= 4
    assert text.count("```console") == len(re.findall(r"^```console$", text, re.MULTILINE))
    for reason in re.findall(r"<!-- not run: (.*?) -->", text):
        assert len(reason.split()) >= 4, reason
