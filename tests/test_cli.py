"""The command line as people meet it: in a course of their own, with good and bad input."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import lesson
import pytest

from gradlab.cli.errors import guarded


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with one small assignment and nothing handed in."""
    return lesson.course_in(tmp_path / "course")


def hand_in(course: Path, student: str, data: bytes | None = None) -> Path:
    folder = course / "submitted" / student / "lesson"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "lesson.ipynb"
    path.write_bytes(lesson.data(lesson.node()) if data is None else data)
    return path


def gradlab(course: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gradlab.cli", *words]
    env = {**os.environ, "COLUMNS": "160", "NO_COLOR": "1", "XDG_CACHE_HOME": str(course.parent / "cache")}
    run = subprocess.run(command, cwd=course, capture_output=True, text=True, timeout=300, env=env)
    assert "Traceback" not in run.stderr + run.stdout
    return run


def scores(course: Path) -> dict[str, float]:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "tests") as gradebook:
        return {
            submission.student.id: submission.score
            for submission in gradebook.assignment_submissions("lesson")
        }


WRONG = "def double(x):\n    return x * x"


def test_a_class_is_graded_recorded_and_only_what_changed_is_graded_again(course: Path) -> None:
    hand_in(course, "ada")
    hand_in(course, "bo", lesson.data(lesson.node(WRONG)))
    first = gradlab(course, "grade", "--json", "out")
    assert first.returncode == 0, first.stderr
    assert "7 of 7" in first.stdout and "4 of 7" in first.stdout and "that is the square" in first.stdout
    report = json.loads((course / "out" / "bo" / "lesson" / "lesson.json").read_text())
    assert report["earned"] == 4.0
    assert scores(course) == {"ada": 7.0, "bo": 4.0}

    hand_in_again = course / "submitted" / "bo" / "lesson" / "lesson.ipynb"
    hand_in_again.write_bytes(lesson.data(lesson.node()))
    second = gradlab(course, "grade")
    assert "1 unchanged" in second.stderr and "[1/1] bo" in second.stderr
    assert scores(course) == {"ada": 7.0, "bo": 7.0}

    shown = gradlab(course, "show", "out/bo/lesson/lesson.json")
    assert shown.returncode == 0 and "that is the square" in shown.stdout and "(hidden)" in shown.stdout


BAD_FILES = {
    "empty": (b"", "empty"),
    "pdf": (b"%PDF-1.7 ...", "this is a PDF"),
    "text": (b"hello", "JSON"),
    "list": (b"[1, 2]", "not a notebook"),
    "format-3": (b'{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}', "old format 3"),
    "huge": (b'{"nbformat": 4, "cells": ["' + b" " * (50 << 20) + b'"]}', "MB"),
    "other": (
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}',
        "not the notebook of lesson",
    ),
}


def test_every_bad_file_gets_one_clear_line_and_the_others_are_graded(course: Path) -> None:
    hand_in(course, "ada")
    hand_in(course, "crlf", lesson.data(lesson.node()).replace(b"\n", b"\r\n"))
    for name, (data, _) in BAD_FILES.items():
        hand_in(course, f"bad-{name}", data)
    run = gradlab(course, "grade", "--no-gradebook")
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    for name, (_, why) in BAD_FILES.items():
        (line,) = [line for line in lines if line.startswith(f"bad-{name} ")]
        assert "0 of 7" in line and why in line, line
    for student in ("ada", "crlf"):
        (line,) = [line for line in lines if line.startswith(f"{student} ")]
        assert "7 of 7" in line


def test_names_of_folders_cannot_write_to_the_terminal(course: Path) -> None:
    for name in ('o\'brien "x"', "new\nline", "\x1b[31mred\x1b[0m", "sp ace"):
        hand_in(course, name)
    run = gradlab(course, "grade", "--no-gradebook")
    assert run.returncode == 0, run.stderr
    assert "\x1b" not in run.stdout + run.stderr
    assert run.stdout.count("7 of 7") == 4 and r"new\nline" in run.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["grade"], "nothing has been handed in"),
        (["grade", "lessen"], "did you mean lesson"),
        (["report"], "no reports yet"),
        (["prove", "nothing-like-it"], "there is no assignment"),
        (["show", "missing.json"], "there is no file"),
        (["show", "nbgrader_config.py"], "not a gradlab report"),
        (["show", "missing.ipynb"], "missing.ipynb"),
        (["grade", "--jobs", "0"], "--jobs"),
        (["frobnicate"], "frobnicate"),
    ],
)
def test_usage_errors_say_what_to_do(course: Path, words: list[str], says: str) -> None:
    run = gradlab(course, *words)
    assert run.returncode == 2
    assert says in run.stderr


def test_outside_a_course_the_error_names_what_is_missing(tmp_path: Path) -> None:
    run = gradlab(tmp_path, "grade")
    assert run.returncode == 2 and "not in a course" in run.stderr


def test_a_locked_gradebook_is_told_and_a_second_run_completes(course: Path) -> None:
    hand_in(course, "ada")
    assert gradlab(course, "grade").returncode == 0
    (course / "submitted" / "ada" / "lesson" / "lesson.ipynb").write_bytes(lesson.data(lesson.node(WRONG)))
    other = sqlite3.connect(course / "gradebook.db")
    other.execute("begin exclusive")
    blocked = gradlab(course, "grade")
    other.rollback()
    other.close()
    assert blocked.returncode == 1 and "gradebook" in blocked.stderr and "4 of 7" in blocked.stdout
    assert scores(course) == {"ada": 7.0}
    again = gradlab(course, "grade")
    assert again.returncode == 0 and scores(course) == {"ada": 4.0}


def test_a_gradebook_that_is_none_is_told_and_left_alone(course: Path) -> None:
    hand_in(course, "ada")
    (course / "gradebook.db").write_bytes(b"this is not a database, but somebody's notes\n" * 40)
    run = gradlab(course, "grade")
    assert run.returncode == 1 and "gradebook.db" in run.stderr and "hint:" in run.stderr
    assert (course / "gradebook.db").read_bytes().startswith(b"this is not a database")


def test_ctrl_c_leaves_a_clean_state_and_a_second_run_goes_on(course: Path) -> None:
    for number in range(6):
        hand_in(
            course,
            f"student-{number}",
            lesson.data(lesson.node(f"def double(x):\n    return 2.0 * x + {number}.0")),
        )
    command = [sys.executable, "-m", "gradlab.cli", "grade", "--jobs", "1"]
    env = {**os.environ, "XDG_CACHE_HOME": str(course.parent / "cache")}
    process = subprocess.Popen(
        command,
        cwd=course,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=env,
        start_new_session=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("[2/6]"):
            break
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130 and "stopped" in said and "Traceback" not in said
    assert not left_over(process.pid)
    done = len(list((course / "reports").rglob("*.json")))
    assert 1 <= done < 6
    run = gradlab(course, "grade")
    assert run.returncode == 0 and f"{done} unchanged" in run.stderr
    assert len(scores(course)) == 6


def left_over(session: int) -> list[str]:
    """Return the command lines of processes of a session that still run."""
    time.sleep(0.5)
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if int((folder / "stat").read_text().rsplit(")", 1)[1].split()[3]) == session:
                found.append((folder / "cmdline").read_bytes().decode(errors="replace"))
        except (OSError, IndexError):
            continue
    return found


def test_without_bubblewrap_grading_is_refused_with_the_fix(course: Path) -> None:
    hand_in(course, "ada")
    program = (
        "import shutil, sys\n"
        "from gradlab.grade import bubblewrap\n"
        "def find():\n"
        "    raise bubblewrap.SandboxError('bwrap', 'no bubblewrap of 0.8 or newer', 'apt install bubblewrap')\n"
        "bubblewrap.find = find\n"
        "sys.argv = ['gradlab', 'grade']\n"
        "from gradlab.cli import main\n"
        "main()\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=course, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 2
    assert "no bubblewrap" in run.stderr and "hint: apt install bubblewrap" in run.stderr
    assert not (course / "gradebook.db").exists()


def test_a_report_that_cannot_be_stored_is_told(course: Path) -> None:
    hand_in(course, "ada")
    (course / "reports").write_text("in the way")
    run = gradlab(course, "grade", "--no-gradebook")
    assert run.returncode == 2 and "reports" in run.stderr


def test_a_link_is_not_followed_and_the_others_are_graded(course: Path) -> None:
    hand_in(course, "ada")
    folder = course / "submitted" / "eve" / "lesson"
    folder.mkdir(parents=True)
    (folder / "lesson.ipynb").symlink_to(course / "source" / "lesson" / "lesson.ipynb")
    run = gradlab(course, "grade", "--no-gradebook")
    assert run.returncode == 1 and "links are not followed" in run.stderr
    assert "7 of 7" in run.stdout and "eve" not in run.stdout


def test_tests_that_nbgrader_generates_are_not_taken_for_passed(course: Path) -> None:
    nb = lesson.node()
    nb.cells[3].source = "### AUTOTEST double(2.0)"
    (course / "source" / "lesson" / "lesson.ipynb").write_bytes(lesson.data(nb))
    hand_in(course, "ada")
    run = gradlab(course, "grade", "--no-gradebook")
    assert run.returncode == 2 and "AUTOTEST" in run.stderr and "nbgrader autograde lesson" in run.stderr


def test_help_names_every_command(course: Path) -> None:
    run = gradlab(course, "--help")
    for command in ("demo", "lint", "build", "grade", "prove", "show", "doctor"):
        assert command in run.stdout
    assert shutil.which("gradlab") is None or run.returncode == 0


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        ImportError("_collections.so: failed to map segment from shared object"),
        RuntimeError("can't start new thread"),
        OSError(12, "Cannot allocate memory"),
    ],
    ids=["memory", "library", "thread", "fork"],
)
def test_a_machine_short_of_memory_is_not_called_a_defect(
    error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    def command(**_: object) -> None:
        raise error

    assert guarded(command) == 2
    said = capsys.readouterr().err
    assert "not enough memory" in said and "--jobs 1" in said and "defect" not in said


def test_a_full_disk_is_told_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    def command(**_: object) -> None:
        raise OSError(28, "No space left on device")

    assert guarded(command) == 2
    said = capsys.readouterr().err
    assert "the disk is full" in said and "what was graded is kept" in said


def test_too_many_open_files_are_told_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    def command(**_: object) -> None:
        raise OSError(24, "Too many open files", "/proc/self/fdinfo/-1")

    assert guarded(command) == 2
    said = capsys.readouterr().err
    assert "ulimit -n" in said and "fdinfo" not in said
