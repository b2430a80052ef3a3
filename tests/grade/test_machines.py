"""Machines that lack something: each grades as any other does, or refuses, says what to do, and leaves everything as it was."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import lesson
import msgspec
import pytest

from gradlab.grade import ledger
from gradlab.grade.report import Graded

pytestmark = pytest.mark.skipif(platform.system() != "Linux", reason="the sandbox runs on Linux only")
MACHINES = Path(__file__).with_name("machines.py")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount, and become somebody else")
system_python = pytest.mark.skipif(
    not Path(f"/usr/bin/python3.{sys.version_info.minor}").exists(),
    reason="the system has no interpreter of this version that everybody may read",
)
WRONG = "def double(x):\n    return x * x"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = lesson.course_in(tmp_path / "course")
    for submission in (lesson.submit(student="ada"), lesson.submit(WRONG, student="bob")):
        folder = root / "submitted" / submission.student / "lesson"
        folder.mkdir(parents=True)
        (folder / "lesson.ipynb").write_bytes(submission.data)
    return root


def on(machine: str, course: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run gradlab in a course on a machine that is changed."""
    return subprocess.run(
        [sys.executable, str(MACHINES), *machine.split(), "--", *words],
        cwd=course,
        capture_output=True,
        text=True,
        timeout=240,
    )


def files(course: Path) -> set[str]:
    return {str(path.relative_to(course)) for path in course.rglob("*")}


@pytest.mark.parametrize(
    ("machine", "way"),
    [
        pytest.param("no-cgroup bare-service read-only-home", "", marks=as_root),
        pytest.param("readable-environment", "drop", marks=[as_root, system_python]),
        pytest.param("readable-environment ordinary-user", "user", marks=[as_root, system_python]),
    ],
)
def test_these_grade_as_any_other(course: Path, machine: str, way: str) -> None:
    run = on(machine, course, "grade", "--jobs", "1")
    assert run.returncode == 0, run.stderr
    assert (course / "gradebook.db").exists()
    for student, earned in (("ada", 7.0), ("bob", 4.0)):
        place = ledger.entry(course, student, "lesson", "lesson")
        graded = place.whole()
        assert isinstance(graded, Graded)
        assert graded.report.earned == earned
        assert (course / "autograded" / student / "lesson" / "lesson.ipynb").exists()
        assert graded.examination is not None
        assert all(probe.ok for probe in graded.examination.probes)
        assert not way or graded.examination.way == way


REFUSALS = {
    "no-user-namespaces": ("namespaces", "Operation not permitted", "seccomp=unconfined"),
    "container": ("namespaces", "Operation not permitted", "seccomp=unconfined"),
    "no-proc": ("proc", "no /proc", "mount -t proc"),
    "few-descriptors": ("limits", "open files (ulimit -n): 128 are needed, 100 are allowed", "raise them"),
    "few-processes": ("limits", "processes and threads of a user", "raise them"),
    "little-address-space": ("limits", "address space in bytes", "raise them"),
    "little-time": ("limits", "processor time in seconds", "raise them"),
}
"""Machine → the layer that doctor names, what is said, and what to do."""


@pytest.mark.parametrize(
    "machine",
    [
        pytest.param(machine, marks=[as_root] if machine in ("container", "no-proc") else [])
        for machine in REFUSALS
    ],
)
def test_these_refuse_and_say_what_to_do(course: Path, machine: str) -> None:
    layer, what, fix = REFUSALS[machine]
    before = files(course)
    run = on(machine, course, "grade", "--jobs", "1")
    assert run.returncode == 2
    assert what in run.stderr and "hint:" in run.stderr and fix in run.stderr
    assert "Traceback" not in run.stderr + run.stdout
    assert files(course) == before, "something was written though nothing was graded"
    doctor = on(machine, course, "doctor", "--json")
    assert doctor.returncode == 1
    bad = [probe for probe in msgspec.json.decode(doctor.stdout) if not probe["ok"]]
    assert [probe["layer"] for probe in bad] == [layer]
    assert what in bad[0]["happened"] and fix in bad[0]["fix"]


@system_python
@as_root
def test_an_ordinary_user_without_user_namespaces_is_told(course: Path) -> None:
    run = on("readable-environment ordinary-user no-user-namespaces", course, "grade", "--jobs", "1")
    assert run.returncode == 2
    assert "hint:" in run.stderr and "user namespaces" in run.stderr
    assert not (course / "reports").exists()
