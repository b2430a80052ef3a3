"""`--platform cuda` on a machine without a GPU: every command refuses in a sentence, and nothing is graded on the CPU instead."""

from __future__ import annotations

import json
from pathlib import Path

import lesson
import pytest
from test_cli import gradlab, hand_in

from gradlab.cli.show import show_report
from gradlab.grade.report import Report
from gradlab.notebook import Notebook


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with one small assignment and nothing handed in."""
    return lesson.course_in(tmp_path / "course")


def asks_for(path: Path, platform: str) -> None:
    """Have a notebook ask for a platform."""
    content = json.loads(path.read_bytes())
    content["metadata"]["gradlab"] = {"platform": platform}
    path.write_text(json.dumps(content))


def second_assignment(course: Path) -> None:
    """Add `gpu-lesson`, which asks for a GPU, with one submission."""
    for folder in (course / "source", course / "submitted" / "ada"):
        (folder / "gpu-lesson").mkdir(parents=True)
        path = folder / "gpu-lesson" / "lesson.ipynb"
        path.write_bytes(lesson.data(lesson.node()))
    asks_for(course / "source" / "gpu-lesson" / "lesson.ipynb", "cuda")


PLUGIN = "looked for the plugin of JAX"


@pytest.mark.parametrize("words", [["grade"], ["grade", "lesson", "--no-gradebook"], ["prove", "lesson"]])
def test_without_a_gpu_nothing_is_graded(course: Path, words: list[str]) -> None:
    hand_in(course, "ada")
    before = sorted(course.rglob("*"))
    run = gradlab(course, *words, "--platform", "cuda")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("gradlab: nothing can be graded on a GPU here: ")
    assert PLUGIN in run.stderr and 'hint: install it: `uv pip install "jax[cuda13]==' in run.stderr
    assert sorted(course.rglob("*")) == before


def test_the_doctor_says_all_that_is_missing(course: Path) -> None:
    run = gradlab(course, "doctor", "--platform", "cuda")
    assert run.returncode == 1
    for said in (
        PLUGIN,
        "there is no /dev/nvidia0, no /dev/nvidiactl",
        "`nvidia-smi`",
        "--gpus all",
        "libcuda",
    ):
        assert said in run.stdout
    assert "`gradlab grade --platform cuda` refuses until they can" in run.stdout
    probes = json.loads(gradlab(course, "doctor", "--json", "--platform", "cuda").stdout)
    assert {probe["layer"] for probe in probes} == {"platform"}


@pytest.mark.parametrize("words", [["grade"], ["prove"], ["doctor"]])
def test_a_platform_that_there_is_not_is_told(course: Path, words: list[str]) -> None:
    run = gradlab(course, *words, "--platform", "t\x1bpu")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(
        "gradlab: there is no platform t\\x1bpu\n\nhint: the judge computes on cpu or cuda"
    )


def test_mutants_are_graded_on_the_cpu(course: Path) -> None:
    run = gradlab(course, "prove", "--mutants", "--platform", "cuda")
    assert run.returncode == 2 and "leave --platform out" in run.stderr


def test_an_assignment_that_asks_for_a_gpu_is_refused_and_the_others_are_graded(course: Path) -> None:
    hand_in(course, "ada")
    second_assignment(course)
    run = gradlab(course, "grade", "--no-gradebook")
    assert run.returncode == 1
    assert "source/gpu-lesson/lesson.ipynb is not graded: it asks for a GPU" in run.stderr
    assert "hint: grade it with `--platform cuda`" in run.stderr
    assert "7 of 7" in run.stdout and "gpu-lesson" not in run.stdout
    assert not (course / "reports" / "ada" / "gpu-lesson").exists()

    alone = gradlab(course, "grade", "gpu-lesson")
    assert (alone.returncode, alone.stdout) == (1, "") and "it asks for a GPU" in alone.stderr


def test_prove_refuses_it_too(course: Path) -> None:
    (course / "release" / "lesson").mkdir(parents=True)
    (course / "release" / "lesson" / "lesson.ipynb").write_bytes(lesson.data(lesson.node()))
    asks_for(course / "source" / "lesson" / "lesson.ipynb", "cuda")
    run = gradlab(course, "prove", "lesson")
    assert (run.returncode, run.stdout) == (1, "")
    assert "lesson is not graded: it asks for a GPU" in run.stderr


def test_what_a_student_s_notebook_asks_for_is_nothing_to_the_grader(course: Path) -> None:
    asks_for(hand_in(course, "ada"), "cuda")
    run = gradlab(course, "grade", "--no-gradebook")
    assert run.returncode == 0 and "7 of 7" in run.stdout
    assert Notebook.read(course / "submitted/ada/lesson/lesson.ipynb").platform == "cuda"


def test_a_report_says_where_it_was_computed(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report(student="ada", assignment="lesson", notebook="lesson", earned=1, points=1)
    show_report(report)
    assert "computed" not in capsys.readouterr().out
    versions = {"platform": "cuda", "jax-cuda13-plugin": "0.10.2", "jax": "0.10.2"}
    show_report(
        Report(student="ada", assignment="lesson", notebook="lesson", earned=1, points=1, versions=versions)
    )
    assert "computed on cuda (jax-cuda13-plugin 0.10.2)" in capsys.readouterr().out
