"""A hostile class through the real commands: nothing of it lives in a terminal, on a page or in a spreadsheet."""

from __future__ import annotations

import csv
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import hygiene
import pytest
from test_terminal import in_terminal, obeyed

pytestmark = pytest.mark.slow
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def nbgrader(root: Path, *arguments: str) -> None:
    path = os.pathsep.join((os.path.dirname(sys.executable), os.environ.get("PATH", "")))
    run = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=root, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert obeyed(run.stderr) == []


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course that is graded once, whichever of the workers comes first: the tests only read it."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with (base / "hygiene.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        graded = base / "hygiene.graded"
        if not graded.exists():
            graded.write_text(str(graded_course(tmp_path_factory.mktemp("hygiene"))))
        return Path(graded.read_text())


def graded_course(folder: Path) -> Path:
    root = hygiene.course_in(folder)
    shown = in_terminal("grade", cwd=root)
    assert (
        obeyed(
            shown.replace("\x1b[?25l", "")
            .replace("\x1b[?25h", "")
            .replace("\x1b[2K", "")
            .replace("\x1b[1A", "")
            .replace("\r", "")
        )
        == []
    )
    assert "could not be" not in shown
    nbgrader(root, "generate_feedback", "lesson")
    nbgrader(root, "export", "--to", "marks.csv")
    return root


def pages(course: Path) -> dict[str, Path]:
    return {path.parts[-3]: path for path in course.glob("feedback/*/lesson/lesson.html")}


def test_everybody_is_graded_in_full(course: Path) -> None:
    reports = [json.loads(path.read_bytes()) for path in course.glob("reports/*/*/*.json")]
    assert {report["student"] for report in reports} == {*hygiene.CODE, *hygiene.TEXT}
    assert {report["earned"] for report in reports} == {7.0}


def test_autograded_notebooks_stay_small(course: Path) -> None:
    for path in course.glob("autograded/*/*/*.ipynb"):
        assert path.stat().st_size < 200_000, path
        assert sum(len(cell.get("outputs", ())) for cell in json.loads(path.read_bytes())["cells"]) < 30


def test_pages_show_nothing_alive(course: Path) -> None:
    assert set(pages(course)) == {*hygiene.CODE, *hygiene.TEXT}
    for path in pages(course).values():
        page = path.read_text()
        for alive in (
            "<script>canary",
            "<img src=x",
            "<svg onload",
            'href="javascript',
            "<iframe",
            r"\href",
            r"\unicode{",
        ):
            assert alive not in page, (path, alive)
        assert not [c for c in page if c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cf")], path


def test_pictures_are_made_anew_or_told(course: Path) -> None:
    said = {
        name: (course / f"autograded/png-{name}/lesson/lesson.ipynb").read_text() for name in hygiene.PICTURES
    }
    assert {name for name, text in said.items() if '"image/png"' in text} == {"text", "trailing", "animated"}
    assert {name for name, text in said.items() if "a picture was left out" in text} == {
        "huge",
        "bomb",
        "svg-as",
    }


def test_the_spreadsheet_has_no_formula(course: Path) -> None:
    with (course / "marks.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["student_id"] for row in rows} == {*hygiene.CODE, *hygiene.TEXT} - {"=1+1", "-weird, id"} | {
        "'=1+1",
        "'-weird, id",
    }
    assert {row["score"] for row in rows} == {"7.0"}


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: apt-get install chromium")
def test_a_browser_runs_nothing_of_a_student(course: Path, tmp_path: Path) -> None:
    assert CHROMIUM is not None
    frames = []
    for number, path in enumerate(pages(course).values()):
        # A page forbids every script; what is tried here is that it has none.
        text = re.sub(r'<meta [^>]*"Content-Security-Policy"[^>]*>', "", path.read_text())
        assert "Content-Security-Policy" not in text
        (tmp_path / f"{number}.html").write_text(text.replace("<head>", "<head>" + hygiene.PLANTED, 1))
        frames.append(f'<iframe src="{number}.html"></iframe>')
    # The trap must be able to close: a page that runs a script is seen.
    (tmp_path / "bad.html").write_text(f"<head>{hygiene.PLANTED}</head><img src=x onerror=canary()>")
    for name, bodies in (("all", frames), ("bad", ['<iframe src="bad.html"></iframe>'])):
        (tmp_path / f"{name}-top.html").write_text(hygiene.TOP + "".join(bodies))
        run = subprocess.run(
            [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
             "--virtual-time-budget=8000", f"--user-data-dir={tmp_path}/profile", "--dump-dom",
             (tmp_path / f"{name}-top.html").as_uri()],
            capture_output=True, text=True, timeout=100,
        )  # fmt: skip
        assert f'data-loaded="{len(bodies)}"' in run.stdout, run.stderr[-500:]
        assert ("data-canary" in run.stdout) == (name == "bad")
