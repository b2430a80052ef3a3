"""Grading for CUDA as far as it goes without a GPU: the real engine, every program inspected for CUDA, computed on the CPU."""

from __future__ import annotations

import os
from pathlib import Path

import gpu_machine
import lesson
import msgspec
import pytest

from gradlab.cli.agreement import Pair, tell
from gradlab.cli.prove import prove
from gradlab.course import Course
from gradlab.grade import platforms
from gradlab.grade.report import Graded, Outcome, Report, Submission
from gradlab.grade.settings import Settings, digest, versions
from gradlab.grade.slot import Slot
from gradlab.notebook import Notebook
from gradlab.prove import Expectation, expectations

EIGENVALUES = """
def double(x):
    return 2.0 * x + 0.0 * jnp.linalg.eigvals(jnp.eye(2)).real.sum()
"""
"""Right, and compiled to a kernel that the CPU has and CUDA has not."""

PRECISION = """
jax.config.update("jax_default_matmul_precision", "bfloat16")


def double(x):
    wanted = str(jax.config.jax_default_matmul_precision)
    return 2.0 * x if wanted == "highest" else x
"""
"""Right only where products are pinned, whatever a student sets."""


def plain(report: Report) -> Report:
    """Return a report without what must differ from platform to platform."""
    return msgspec.structs.replace(report, digest="", versions={})


def grade(source: Notebook, submissions: list[Submission], settings: Settings) -> list[Graded]:
    with Slot(settings) as slot:
        slot.prepare(source)
        return [slot.grade(source, one) for one in submissions]


@pytest.mark.parametrize("few", [True, pytest.param(False, marks=pytest.mark.whole)], ids=["few", "all"])
def test_right_solutions_get_the_same_marks_when_their_programs_are_for_cuda_too(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: bool
) -> None:
    known = [
        one
        for one in expectations(Course(root).assignment("08-loops"), excerpts=True)
        if one.kind in (("right",) if few else ("full", "right"))
    ]
    known = known[:1] if few else known
    on_cpu = reports(known, Settings())
    gpu_machine.rehearse(monkeypatch)
    assert reports(known, Settings(platform="cuda")) == on_cpu
    assert all(report.earned == report.points for report in on_cpu) and on_cpu


def reports(known: list[Expectation], settings: Settings) -> list[Report]:
    with Slot(settings) as slot:
        return [plain(slot.grade(one.source, one.submission).report) for one in known]


def test_a_lesson_is_graded_for_cuda_as_for_the_cpu_in_caches_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class_of_four = [
        lesson.submit(),
        lesson.submit("def double(x):\n    return x * x"),
        lesson.submit(EIGENVALUES),
        lesson.submit(PRECISION),
    ]
    on_cpu = grade(lesson.SOURCE, class_of_four, Settings(cache=tmp_path))
    before = sorted(tmp_path.rglob("*"))
    gpu_machine.rehearse(monkeypatch)
    on_cuda = grade(lesson.SOURCE, class_of_four, Settings(cache=tmp_path, platform="cuda"))

    for one, other in zip(on_cpu[:2], on_cuda[:2], strict=True):
        assert plain(one.report) == plain(other.report)
    assert [one.report.earned for one in on_cpu] == [7.0, 4.0, 7.0, 3.0]
    assert [one.report.earned for one in on_cuda] == [7.0, 4.0, 6.0, 7.0]
    refused = on_cuda[2].report.mark("double-check::test_any")
    assert "the judge does not run the program" in refused.message and "cuhybrid_eig" in refused.message

    assert {one.report.versions["platform"] for one in on_cuda} == {"cuda"}
    assert not any("platform" in one.report.versions for one in on_cpu)
    new = set(tmp_path.rglob("*")) - set(before)
    assert (tmp_path / "cuda" / "judge") in new and any((tmp_path / "cuda" / "student").glob("program-*"))
    assert all(path.is_relative_to(tmp_path / "cuda") for path in new)


def test_where_cpu_and_gpu_disagree_is_told_test_by_test(capsys: pytest.CaptureFixture[str]) -> None:
    right, wrong = grade(
        lesson.SOURCE, [lesson.submit(), lesson.submit("def double(x):\n    return x * x")], Settings()
    )
    assert tell("lesson", [Pair("right-one", right, right), Pair("wrong-one", wrong, wrong)]) == 0
    assert (
        "lesson: 2 known submissions on both: CPU and GPU agree on all 12 verdicts" in capsys.readouterr().out
    )
    assert tell("lesson", [Pair("right-one", right, wrong), Pair("wrong-one", wrong, wrong)]) == 1
    said = capsys.readouterr().out
    line = "DIFFERS right-one: double-check::test_any: on the CPU 1 of 1; on the GPU 0 of 1, failed"
    assert line in said and "test_slope_is_two" in said and "test_two" not in said
    assert "on the GPU: a hidden check does not get the value it expects" in said
    assert "lesson: 2 known submissions on both: 1 differ" in said


@pytest.mark.parametrize(("well", "outcome"), [(True, Outcome.FAILED), (False, Outcome.CRASHED)])
def test_a_judge_whose_gpu_has_failed_is_replaced_and_says_nothing_about_the_case(
    monkeypatch: pytest.MonkeyPatch, well: bool, outcome: Outcome
) -> None:
    """Tried twice: as any case in which a judge ends."""
    gpu_machine.rehearse(monkeypatch, f"from gradlab.grade import device\ndevice.is_gpu = lambda: True\n"
                                      f"device.is_well = lambda: {well}\n")  # fmt: skip
    wrong = lesson.submit("def double(x):\n    return x * x")
    right, lost = grade(lesson.SOURCE, [lesson.submit(), wrong], Settings(platform="cuda"))
    assert right.report.earned == 7.0
    assert lost.report.mark("double-check::test_any").outcome is outcome
    assert lost.report.earned == 4.0 and lost.report.scored


SQUARE = '''"""Squares instead of doubling.

loses: double-check::test_any, double-check::test_slope_is_two
hint: that is the square
"""

# %% double
def double(x):
    return x * x
'''


def test_a_bank_is_proven_on_both_platforms_and_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    course = lesson.course_in(tmp_path / "course")
    (course / "release" / "lesson").mkdir(parents=True)
    (course / "release" / "lesson" / "lesson.ipynb").write_bytes(lesson.data(lesson.node()))
    (course / "grader_tests" / "lesson").mkdir(parents=True)
    (course / "grader_tests" / "lesson" / "wrong-square.py").write_text(SQUARE)
    monkeypatch.chdir(course)
    monkeypatch.setenv("XDG_CACHE_HOME", os.devnull)  # nothing is kept, which saves two fillings
    gpu_machine.rehearse(monkeypatch)
    assert prove(["lesson"], jobs=1, only="wrong-*", platform="cuda") == 0
    said = capsys.readouterr().out
    assert "lesson: 1 wrong: each exactly as it must be" in said
    assert "lesson: 1 known submissions on both: CPU and GPU agree on all 3 verdicts" in said
    assert {path.name for path in (course / ".cache").iterdir()} == {"prove", "prove-cuda"}


def test_only_what_is_graded_elsewhere_has_another_digest() -> None:
    data = lesson.submit().data

    def made(platform: str = "cpu", **settings: float) -> str:
        given = Settings(platform=platform, **settings)  # type: ignore[arg-type]
        return digest(lesson.SOURCE, data, versions(platform), given)

    assert made() == made(gpu_memory_fraction=0.5)
    assert len({made(), made("cuda"), made("cuda", gpu_memory_fraction=0.5), made(test_s=5.0)}) == 4
    assert "platform" not in repr(Settings()) and "gpu" not in repr(Settings())
    assert set(versions("cuda")) - set(versions()) == {"platform", *dict(filter(None, [platforms.plugin()]))}
