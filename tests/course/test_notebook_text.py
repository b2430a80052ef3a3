"""The text that `git diff` shows of a notebook."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from small_course import example, write

HOME = Path(__file__).parents[2]


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def test_a_diff_shows_cell_ids_roles_and_points(tmp_path: Path) -> None:
    write(tmp_path, "08-loops", example())
    (tmp_path / ".gitattributes").write_text((HOME / ".gitattributes").read_text())
    git(tmp_path, "init", "-q")
    git(tmp_path, "config", "diff.notebook.textconv", f"{sys.executable} {HOME / '.ci' / 'notebook_text.py'}")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    nb = example()
    check = next(cell for cell in nb["cells"] if cell["id"] == "power-check")
    check["metadata"]["nbgrader"]["points"] = 4
    check["source"] = check["source"].split("\n")[0]
    write(tmp_path, "08-loops", nb)
    shown = git(tmp_path, "diff", "--unified=0").split("\n")
    assert "-%% power-check [code locked grade 3 points]" in shown
    assert "+%% power-check [code locked grade 4 points]" in shown
    assert "-check.run()" in shown


def test_every_kind_of_cell_has_a_heading(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    nb = example()
    del nb["cells"][0]["id"]
    path.write_text(json.dumps(nb))
    command = [sys.executable, str(HOME / ".ci" / "notebook_text.py"), str(path)]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "%% - [markdown]\n# Loops" in shown
    assert "%% imports [code locked]\nimport jax" in shown
    assert "%% power [code solution]" in shown
    assert "%% power-try [code]" in shown
