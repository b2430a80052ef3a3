"""A slot tries the layers of its own sandbox before a submission runs in it, and what it found lies beside the report."""

from __future__ import annotations

import os
import platform
import signal
from pathlib import Path

import lesson
import pytest
import sabotage

from gradlab.cli.show import show
from gradlab.grade import doctor, ledger
from gradlab.grade.report import Graded, Probe
from gradlab.grade.sandbox import Nursery, SandboxError
from gradlab.grade.slot import Slot

pytestmark = pytest.mark.skipif(platform.system() != "Linux", reason="the sandbox runs on Linux only")


@pytest.fixture(scope="module")
def graded() -> Graded:
    with Slot() as slot:
        return slot.grade(lesson.SOURCE, lesson.submit())


def test_what_was_found_lies_beside_the_report(graded: Graded) -> None:
    found = graded.examination
    assert found is not None
    assert found.bubblewrap and found.way in ("user", "drop", "setpriv")
    assert all(probe.ok for probe in found.probes)
    tried = {probe.layer for probe in found.probes}
    assert tried >= {
        "namespaces",
        "seccomp",
        "limits",
        "private",
        "user",
        "read-only",
        "nesting",
        "kill",
        "judge",
    }
    assert any("seccomp" in probe.tried for probe in found.probes if probe.layer == "judge")


def test_the_report_itself_says_nothing_of_the_machine(graded: Graded) -> None:
    assert b"bubblewrap" not in graded.report.to_json()


def test_a_report_is_shown_with_what_confined_the_student(
    graded: Graded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ledger.entry(tmp_path, "ada", "lesson", "lesson")
    place.store(graded)
    assert show(place.json) == 0
    shown = " ".join(capsys.readouterr().out.split())
    count = len(graded.examination.probes) if graded.examination else 0
    assert count > 40
    assert f"{count} of {count} probes of the sandbox found it whole" in shown


def test_a_nursery_that_takes_the_place_of_another_is_examined_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with Slot() as slot:
        sabotage.bwrap_words(monkeypatch, "--setenv", "GRADER_TOKEN", "x")
        assert slot._nursery is not None
        slot._nursery.close()
        report = slot.grade(lesson.SOURCE, lesson.submit()).report
    assert not report.scored
    assert "GRADER_TOKEN" in report.grader_error


@pytest.mark.parametrize(
    ("words", "instead_of", "layer"),
    [
        (("--setenv", "GRADER_TOKEN", "x"), (), "environment"),
        (("--ro-bind", str(Path(__file__).parents[2]), "/course"), (), "files"),
        ((), ("--unshare-net",), "judge"),
    ],
    ids=["environment", "course", "net"],
)
def test_nothing_is_graded_where_a_layer_does_not_hold(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], instead_of: tuple[str, ...], layer: str
) -> None:
    sabotage.bwrap_words(monkeypatch, *words, instead_of=instead_of)
    with pytest.raises(SandboxError) as refusal:
        Slot()
    assert refusal.value.layer == layer
    assert refusal.value.fix


def test_nothing_is_graded_by_a_judge_without_a_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    sabotage.judge_without_filter(monkeypatch)
    with pytest.raises(SandboxError, match="seccomp"):
        Slot()


def test_a_nursery_that_is_killed_while_it_starts_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    honest, killed = doctor.examine_children, []

    def kill_first(nursery: Nursery, **options: bool) -> list[Probe]:
        if not killed:
            killed.append(nursery)
            os.kill(nursery._enclosure.process.pid, signal.SIGKILL)
            nursery._enclosure.process.wait()
        return honest(nursery, **options)

    monkeypatch.setattr(doctor, "examine_children", kill_first)
    with Slot() as slot:
        assert slot.grade(lesson.SOURCE, lesson.submit()).report.earned == 7.0
    assert len(killed) == 1


def test_a_nursery_that_is_killed_each_time_is_told_as_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = doctor.examine_children

    def kill(nursery: Nursery, **options: bool) -> list[Probe]:
        os.kill(nursery._enclosure.process.pid, signal.SIGKILL)
        nursery._enclosure.process.wait()
        return honest(nursery, **options)

    monkeypatch.setattr(doctor, "examine_children", kill)
    with pytest.raises(SandboxError, match=r"killed \(SIGKILL\)") as refusal:
        Slot()
    assert "dmesg" in refusal.value.fix
