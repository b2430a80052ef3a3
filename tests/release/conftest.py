"""A small course, built, with a bank that lint accepts; and the students' zip of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from released_course import VERSION, Run, course_at

from gradlab import archive
from gradlab.cli import app
from gradlab.cli.errors import guarded
from gradlab.course import Course
from gradlab.release import student
from gradlab.release.leaks import Watch


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course that a test may spoil."""
    return course_at(tmp_path / "course")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course that nobody changes."""
    return course_at(tmp_path_factory.mktemp("small") / "course")


@pytest.fixture(scope="session")
def bundle(small: Course) -> dict[str, bytes]:
    """The files that its students get."""
    return student.files(small, "small", VERSION)


@pytest.fixture(scope="session")
def few(bundle: dict[str, bytes]) -> dict[str, bytes]:
    """Some of these files, to look into often."""
    kept = ("notebooks/08-loops/loops.ipynb", "README.md", "gradlab/check/_close.py", "gradlab/__init__.py")
    return {name: bundle[name] for name in kept}


@pytest.fixture(scope="session")
def watch(small: Course) -> Watch:
    """What must not be among them."""
    return Watch.over(small, "small", VERSION)


@pytest.fixture(scope="session")
def packed() -> Callable[[dict[str, bytes]], bytes]:
    """How files become a students' zip."""
    return lambda files: archive.pack(files, top=student.top("small", VERSION), date_s=1_800_000_000)


@pytest.fixture
def run(course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Type a command in the course's folder."""
    monkeypatch.chdir(course.root)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    # A folder of tests may itself stand in a checkout.
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(course.root.parent))

    def typed(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["gradlab", "release", *words])
        code = guarded(app)
        said = capsys.readouterr()
        return code, said.out, said.err

    return typed
