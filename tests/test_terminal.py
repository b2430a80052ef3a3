"""Whatever a student's file, folder or cell is called: a terminal gets text and our own colours, nothing that it obeys."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import lesson
import nbformat
import pytest
from rich.text import Text

from gradlab.cli.tables import CleanConsole
from gradlab.grade.report import CellMark, Mark, Outcome, Report

HOSTILE = "\x1b]0;title\x07\x1b]52;c;Y2FuYXJ5\x07\x1b[2J\x9b2J\u202e\u200b\x08"
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def obeyed(text: str) -> list[str]:
    """Return what a terminal would obey, or hide, besides colours and line breaks."""
    bare = COLOURS.sub("", text).replace("\r\n", "\n")
    return [c for c in bare if c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")]


def in_terminal(*arguments: str, cwd: Path) -> str:
    """Run gradlab in a pseudo-terminal and return what reached it."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "gradlab.cli", *arguments],
        cwd=cwd,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color"},
    )
    os.close(theirs)
    data = b""
    try:
        while piece := os.read(ours, 65536):
            data += piece
    except OSError:
        pass  # the other end is closed
    finally:
        os.close(ours)
        process.wait(60)
    return data.decode()


def report() -> Report:
    mark = Mark(
        test=HOSTILE,
        sentence=HOSTILE,
        outcome=Outcome.ERROR,
        earned=0,
        points=1,
        message=HOSTILE,
        hint="h" + HOSTILE,
    )
    cell = CellMark(grade_id="check" + HOSTILE, earned=0, points=1, tests=(mark,))
    return Report(
        student="ada" + HOSTILE, assignment="a" + HOSTILE, notebook="n" + HOSTILE, earned=0, points=1,
        cells=(cell,), oddities=(HOSTILE,), refused=HOSTILE, grader_error=HOSTILE,
    )  # fmt: skip


def test_a_report_shows_without_a_command_to_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_bytes(report().to_json())
    shown = in_terminal("show", "report.json", cwd=tmp_path)
    assert "ada" in shown and "check" in shown
    assert obeyed(shown) == []


def test_a_notebook_shows_without_a_command_to_the_terminal(tmp_path: Path) -> None:
    nb = lesson.node()
    nb.cells.append(nbformat.v4.new_code_cell("x = 1  # " + HOSTILE, id="last"))
    nb.cells[-1]["id"] = "last" + HOSTILE * 1000
    nb.cells.append(nbformat.v4.new_code_cell("\0", id="nul", metadata=lesson.label("nul", points=1)))
    (tmp_path / "n.ipynb").write_text(json.dumps(nb))
    shown = in_terminal("show", "n.ipynb", cwd=tmp_path)
    assert "last" in shown and "defect" not in shown
    assert obeyed(shown) == []
    assert len(shown) < 20_000


@pytest.mark.parametrize(
    "arguments", [("show", HOSTILE), ("show", "a", HOSTILE), ("grade", "--jobs", HOSTILE), (HOSTILE,)]
)
def test_an_error_repeats_no_command_to_the_terminal(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    shown = in_terminal(*arguments, cwd=tmp_path)
    assert shown.strip()
    assert obeyed(shown) == []


def test_the_last_door_keeps_colours() -> None:
    file = io.StringIO()
    CleanConsole(file=file, force_terminal=True, color_system="standard").print(
        Text("a" + HOSTILE, style="red")
    )
    shown = file.getvalue()
    assert "\x1b[31m" in shown and obeyed(shown) == []
