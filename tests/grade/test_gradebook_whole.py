"""Whatever stops a recording, the gradebook is whole, one line says what to do, and recording again completes the work."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from gradebook_course import Classroom, verdict
from nbconvert.exporters import NotebookExporter
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory

from gradlab.grade import gradebook
from gradlab.grade.bubblewrap import find
from gradlab.grade.gradebook import config
from gradlab.grade.gradebook.exporter import JudgedExporter
from gradlab.grade.gradebook.recording import Recorder

STUDENTS = ("ada", "bob", "cyd")
HERE = Path(__file__).resolve().parent

PROGRAM = """
import sys
from pathlib import Path
sys.path.insert(0, {here!r})
from gradebook_course import verdict
from gradlab.grade import gradebook
earned = float(sys.argv[2])
for one, problem in gradebook.record(Path(sys.argv[1]), [verdict(name, earned) for name in {students!r}]):
    print(problem or "recorded", flush=True)
"""


@pytest.fixture
def course(tmp_path: Path) -> Classroom:
    """A course in which everybody has half of the points."""
    course = Classroom.make(tmp_path / "course")
    for name in STUDENTS:
        course.submit(name)
    assert record(course, 1.5) == [""] * 3
    return course


def record(course: Classroom, earned: float) -> list[str]:
    verdicts = [verdict(name, earned) for name in STUDENTS]
    return [str(problem or "") for _, problem in gradebook.record(course.root, verdicts)]


def marks(course: Classroom) -> set[float]:
    assert course.rows("PRAGMA integrity_check") == [("ok",)]
    return {course.scores(name)["one"]["double-check"][0] for name in STUDENTS}


def program(tmp_path: Path) -> Path:
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(PROGRAM.format(here=str(HERE), students=STUDENTS)))
    return path


def everything_is_told(problems: list[str], what: str) -> None:
    assert problems == [problems[0]] * len(STUDENTS)
    assert problems[0].startswith(what)
    assert "\n" not in problems[0]


def test_a_locked_gradebook_is_waited_for_once_and_told(course: Classroom) -> None:
    recorder = Recorder(course.root, wait_s=0.1)
    with sqlite3.connect(course.database) as other:
        other.execute("BEGIN EXCLUSIVE")
        for name in STUDENTS:
            with pytest.raises(gradebook.GradebookUnusable) as caught:
                recorder.record([verdict(name, 3.0)])
            assert str(caught.value) == (
                "gradebook.db is locked by another program; "
                "close the formgrader or whatever else writes it, and run again"
            )
        other.rollback()
    assert marks(course) == {1.5}
    assert record(course, 3.0) == [""] * 3
    assert marks(course) == {3.0}


def test_a_gradebook_that_is_locked_in_the_middle_keeps_what_it_has(course: Classroom) -> None:
    recorder = Recorder(course.root, wait_s=0.1)
    recorder.record([verdict("ada", 3.0)])
    with sqlite3.connect(course.database) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(gradebook.GradebookUnusable, match="is locked by another program"):
            recorder.record([verdict("bob", 3.0)])
        other.rollback()
    assert course.scores("ada")["one"]["double-check"][0] == 3.0
    assert course.scores("bob")["one"]["double-check"][0] == 1.5
    assert course.autograded("bob").metadata.gradlab.digest == "digest of bob 1.5"


def test_a_file_that_is_no_database_is_told(course: Classroom) -> None:
    saved = course.database.read_bytes()
    course.database.write_bytes(b"these are my marks\n" * 1000)
    everything_is_told(record(course, 3.0), "gradebook.db is not a gradebook, or it is damaged; restore it")
    course.database.write_bytes(saved)
    assert record(course, 3.0) == [""] * 3


def test_a_database_of_something_else_is_told_and_left_alone(course: Classroom) -> None:
    course.database.unlink()
    with sqlite3.connect(course.database) as other:
        other.execute("CREATE TABLE recipes (title)")
    everything_is_told(
        record(course, 3.0), "gradebook.db is a database, but not a gradebook of nbgrader; move"
    )
    with sqlite3.connect(course.database) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("recipes",)]


def test_a_gradebook_of_an_older_nbgrader_is_told(course: Classroom) -> None:
    with sqlite3.connect(course.database) as other:
        other.execute("ALTER TABLE grade DROP COLUMN extra_credit")
    everything_is_told(record(course, 3.0), "gradebook.db was made by another version of nbgrader; copy it")


def test_a_gradebook_of_another_course_is_told(course: Classroom) -> None:
    file = course.root / "nbgrader_config.py"
    file.write_text(file.read_text().replace("doubling", "cooking"))
    everything_is_told(
        record(course, 3.0), "gradebook.db belongs to course 'doubling', and this is course 'cooking'; move"
    )
    assert marks(course) == {1.5}


def test_a_folder_in_the_place_of_the_gradebook_is_told(course: Classroom) -> None:
    course.database.unlink()
    course.database.mkdir()
    everything_is_told(record(course, 3.0), "gradebook.db is not a file; move")


def test_an_empty_file_becomes_a_gradebook(course: Classroom) -> None:
    course.database.write_bytes(b"")
    assert record(course, 3.0) == [""] * 3
    assert marks(course) == {3.0}


def test_another_database_than_sqlite_is_told(course: Classroom) -> None:
    file = course.root / "nbgrader_config.py"
    file.write_text(file.read_text() + 'c.CourseDirectory.db_url = "postgresql://localhost/marks"\n')
    everything_is_told(
        record(course, 3.0),
        "the gradebook is not a SQLite database; record with `nbgrader autograde` instead",
    )


def in_a_box(
    course: Classroom, tmp_path: Path, *mounts: str, earned: float
) -> subprocess.CompletedProcess[str]:
    """Record in a mount namespace of its own, in which a file system can be read-only or full."""
    argv = [str(find().path), "--dev-bind", "/", "/", *mounts, "--"]
    argv += [sys.executable, str(program(tmp_path)), str(course.root), str(earned)]
    return subprocess.run(argv, capture_output=True, text=True, timeout=120)


def test_a_read_only_course_is_told(course: Classroom, tmp_path: Path) -> None:
    run = in_a_box(course, tmp_path, "--ro-bind", str(course.root), str(course.root), earned=3.0)
    everything_is_told(run.stdout.splitlines(), "gradebook.db is read-only; allow writing")
    assert run.stderr == ""
    assert marks(course) == {1.5}


def test_a_read_only_autograded_folder_is_told(course: Classroom, tmp_path: Path) -> None:
    folder = str(course.root / "autograded")
    run = in_a_box(course, tmp_path, "--ro-bind", folder, folder, earned=3.0)
    everything_is_told(run.stdout.splitlines(), f"{folder}")
    assert "cannot be written (Read-only file system); allow writing" in run.stdout
    assert marks(course) == {1.5}


def test_a_full_disk_is_told_and_the_gradebook_is_whole(course: Classroom, tmp_path: Path) -> None:
    # The course on a small file system that is full but for a few pages.
    small = tmp_path / "small"
    small.mkdir()
    script = tmp_path / "fill.sh"
    script.write_text(
        f"cp -r {course.root}/. {small}/\n"
        f"head -c 100M /dev/zero > {small}/filler 2>/dev/null\n"
        f"{sys.executable} {program(tmp_path)} {small} 3.0\n"
        f"rm {small}/filler\n"
        f"{sys.executable} -c \"import sqlite3; print(*sqlite3.connect('{small}/gradebook.db')"
        ".execute('SELECT DISTINCT auto_score FROM grade WHERE auto_score > 0'))\"\n"
        f"{sys.executable} {program(tmp_path)} {small} 3.0\n"
    )
    argv = [str(find().path), "--dev-bind", "/", "/", "--size", "2000000", "--tmpfs", str(small)]
    run = subprocess.run([*argv, "--", "sh", str(script)], capture_output=True, text=True, timeout=120)
    lines = run.stdout.splitlines()
    everything_is_told(lines[:3], "there is no space left to record the marks; free some on the disk of")
    assert lines[3] == "(1.5,)"
    assert lines[4:] == ["recorded"] * 3


def test_a_limit_on_file_size_is_told(course: Classroom, tmp_path: Path) -> None:
    size = course.database.stat().st_size
    command = f"ulimit -f {size // 1024 // 2}; exec {sys.executable} {program(tmp_path)} {course.root} 3.0"
    run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=120)
    everything_is_told(run.stdout.splitlines(), "there is no space left to record the marks")
    assert marks(course) == {1.5}
    assert record(course, 3.0) == [""] * 3


def test_a_gradebook_that_can_not_be_created_leaves_nothing(course: Classroom, tmp_path: Path) -> None:
    course.database.unlink()
    command = f"ulimit -f 8; exec {sys.executable} {program(tmp_path)} {course.root} 3.0"
    run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=120)
    everything_is_told(run.stdout.splitlines(), "there is no space left to record the marks")
    assert not list(course.root.glob(".gradebook*"))
    assert record(course, 3.0) == [""] * 3


def test_a_submission_of_two_notebooks_is_recorded_by_nbgrader_as_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    course = Classroom.make(tmp_path / "course", notebooks=("one", "two"))
    for notebook in ("one", "two"):
        course.submit("ada", notebook=notebook)
    both = [verdict("ada", 1.5, notebook=notebook) for notebook in ("one", "two")]
    assert [problem for _, problem in gradebook.record(course.root, both)] == [None, None]
    coursedir = CourseDirectory(root=str(course.root), assignment_id="a1")
    converter = Autograde(coursedir=coursedir, parent=config.application(course.root), force=True)
    converter.exporter_class = JudgedExporter
    converter.graded = {
        "one": verdict("ada", 3.0, notebook="one"),
        "two": verdict("ada", 3.0, notebook="two", grader_error="the judge ended"),
    }
    converter.log.addHandler(caplog.handler)
    with pytest.raises(NbGraderException):
        converter.start()
    converter.log.removeHandler(caplog.handler)
    assert (
        "ada, a1: not graded, the scores stay as they were (the judge ended); run `gradlab doctor`, then grade again"
    ) in caplog.text
    for cells in course.scores("ada").values():
        assert cells["double-check"] == (1.5, None, False)


def test_half_a_configuration_grades_nothing(course: Classroom, caplog: pytest.LogCaptureFixture) -> None:
    coursedir = CourseDirectory(root=str(course.root), assignment_id="a1")
    converter = Autograde(coursedir=coursedir, parent=config.application(course.root), force=True)
    converter.exporter_class = NotebookExporter
    converter.log.addHandler(caplog.handler)
    with pytest.raises(NbGraderException):
        converter.start()
    converter.log.removeHandler(caplog.handler)
    assert f"the course is not configured for the judge; {config.HOW}" in caplog.text
    assert marks(course) == {1.5}


@pytest.mark.slow
def test_a_killed_recording_leaves_each_submission_old_or_new(course: Classroom, tmp_path: Path) -> None:
    script, generator = program(tmp_path), random.Random(7)
    saved = tmp_path / "saved"
    shutil.copytree(course.root, saved)
    killed = 0
    for _ in range(8):
        shutil.rmtree(course.root)
        shutil.copytree(saved, course.root)
        run = subprocess.Popen(
            [sys.executable, str(script), str(course.root), "3.0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert run.stdout is not None
        # The first line comes with the first submission: what is killed from then on is at work.
        assert run.stdout.readline() == "recorded\n"
        with contextlib.suppress(subprocess.TimeoutExpired):
            run.wait(generator.uniform(0.001, 0.2))
        run.send_signal(generator.choice((signal.SIGKILL, signal.SIGINT)))
        killed += run.wait() != 0
        run.stdout.close()
        assert marks(course) <= {1.5, 3.0}
        for name in STUDENTS:
            (auto, _, needs), *rest = course.scores(name)["one"].values()
            assert (auto, needs, len(rest)) in ((1.5, False, 2), (3.0, False, 2))
            if (course.root / "autograded" / name / "a1").exists():
                digest = course.autograded(name).metadata.gradlab.digest
                assert digest in (f"digest of {name} 1.5", f"digest of {name} {auto}")
        assert record(course, 3.0) == [""] * 3
        assert marks(course) == {3.0}
        assert sorted(os.listdir(course.root / "autograded")) == list(STUDENTS)
    assert killed
