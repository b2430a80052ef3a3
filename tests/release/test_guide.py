"""docs/release.md, followed to the letter; and the students' page, with real installers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from guides import Command, steps
from released_course import VERSION, edit

from gradlab import archive
from gradlab.course import Course
from gradlab.release import student

PRELUDE = """
set -e
uv() { shift 2; "$PYTHON" -m gradlab.cli "$@"; }
"""
"""`uv run gradlab` is the gradlab under test."""


def test_the_guide_can_be_followed(root: Path, course: Course, tmp_path: Path) -> None:
    typed = [
        one.line for one in steps((root / "docs" / "release.md").read_text()) if isinstance(one, Command)
    ]
    assert len(typed) == 10
    edit(course.root / "nbgrader_config.py", '"small"', '"differentiable-programming"')
    remote = tmp_path / "remote.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(remote)], check=True)
    settings = {
        f"url.{remote}.insteadOf": "https://github.com/OWNER/students.git",
        "init.defaultBranch": "main",
        "user.name": "ada",
        "user.email": "ada@example.org",
    }
    environment = os.environ | {"PYTHON": sys.executable, "GIT_CONFIG_COUNT": str(len(settings))}
    environment["GIT_CEILING_DIRECTORIES"] = str(course.root.parent)
    for number, (key, value) in enumerate(settings.items()):
        environment |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    script = PRELUDE + "\n".join(typed)
    run = subprocess.run(
        ["bash", "-c", script], cwd=course.root, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert "no leak; " in run.stdout
    listed = subprocess.run(
        ["git", "-C", str(remote), "ls-tree", "-r", "--name-only", VERSION],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert set(listed.splitlines()) == set(student.files(course, "differentiable-programming", VERSION))


@pytest.mark.whole
@pytest.mark.slow
def test_the_two_commands_of_the_students_page_install_all_they_need(root: Path, tmp_path: Path) -> None:
    course = Course(root)
    name = student.name_of(course)
    data = archive.pack(
        student.files(course, name, VERSION), top=student.top(name, VERSION), date_s=1_800_000_000
    )
    (tmp_path / "x.zip").write_bytes(data)
    with zipfile.ZipFile(tmp_path / "x.zip") as zip_file:
        zip_file.extractall(tmp_path)
    folder = tmp_path / student.top(name, VERSION)
    environment = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}

    def typed(*words: str) -> str:
        run = subprocess.run(
            ["uv", "run", "--quiet", *words],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return run.stdout + run.stderr

    assert "uv run jupyter lab" in (folder / "README.md").read_text()
    assert re.search(r"^4\.\d+\.\d+$", typed("jupyter", "lab", "--version"), re.MULTILINE)
    where = "import gradlab.check, sys; print(gradlab.__file__, 'gradlab.grade' in sys.modules)"
    assert f"{folder}/gradlab/__init__.py False" in typed("python", "-c", where)
    assert "ModuleNotFoundError" in typed("python", "-c", "import msgspec")
    notebook = "notebooks/08-loops/loops.ipynb"
    assert "VALIDATION FAILED ON 7 CELL(S)" in typed("nbgrader", "validate", notebook)
    typed("jupyter", "execute", "--inplace", "--allow-errors", notebook)
    assert (folder / notebook).read_text().count("not attempted yet: ") == 7
