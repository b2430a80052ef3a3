"""The doctor sees a sandbox that holds, and sees each layer that is left out."""

from __future__ import annotations

import os
import platform
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
import sabotage

from gradlab.grade import bubblewrap, doctor, variables
from gradlab.grade.sandbox import Limits, Nursery, SandboxError

pytestmark = pytest.mark.skipif(platform.system() != "Linux", reason="the sandbox runs on Linux only")

LAYERS = {
    "pid": "namespaces",
    "net": "namespaces",
    "ipc": "namespaces",
    "uts": "namespaces",
    "cgroup": "namespaces",
    "nesting": "nesting",
    "oom": "oom",
    "session": "session",
    "read-only": "read-only",
    "private": "private",
    "inodes": "private",
    "proc": "proc",
    "cwd": "cwd",
    "descriptors": "descriptors",
    "limits": "limits",
    "capabilities": "capabilities",
    "seccomp": "seccomp",
}
"""What can be left out of a child, and the layer that the doctor should name."""


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery(_program=doctor.PROGRAM) as nursery:
        yield nursery


def bad(probes: list[doctor.Probe]) -> list[doctor.Probe]:
    return [probe for probe in probes if not probe.ok]


def test_the_sandbox_holds_here() -> None:
    probes = doctor.examine()
    assert not bad(probes)
    assert all(probe.tried and probe.happened and not probe.fix for probe in probes)
    tried = {probe.layer for probe in probes}
    assert tried >= {*LAYERS.values(), "bubblewrap", "nursery", "user", "devices", "files", "environment"}
    assert tried >= {"jax", "kill", "judge"}


def test_it_examines_a_nursery_that_runs(nursery: Nursery) -> None:
    assert not bad(doctor.examine(nursery))
    assert nursery.alive


@pytest.mark.parametrize("left_out", LAYERS)
def test_it_notices_a_layer_that_is_left_out(nursery: Nursery, left_out: str) -> None:
    found = bad(doctor.examine_children(nursery, without={left_out}))
    assert LAYERS[left_out] in {probe.layer for probe in found}
    assert all(probe.fix for probe in found)


@pytest.mark.parametrize("left_out", ["user", "mount"])
def test_it_reports_a_child_that_can_not_be_made(nursery: Nursery, left_out: str) -> None:
    probes = doctor.examine(nursery, _without={left_out})
    assert [probe.ok for probe in probes] == [True, False]
    assert probes[-1].tried == "built the sandbox"
    assert probes[-1].fix


@pytest.mark.parametrize(
    ("words", "instead_of", "layers"),
    [
        (("--setenv", "GRADER_TOKEN", "x"), (), {"environment", "judge"}),
        (("--ro-bind", str(Path(__file__).parents[2]), "/course"), (), {"files", "judge"}),
        (("--dev", "/dev"), ("--tmpfs", "/dev"), {"devices", "judge"}),
        (("--chdir", "/work"), ("--remount-ro", "/dev", "--remount-ro", "/"), {"judge"}),
        ((), ("--unshare-net",), {"judge"}),
        ((), ("--unshare-ipc",), {"judge"}),
    ],
    ids=["environment", "course", "terminals", "read-only", "net", "ipc"],
)
def test_it_notices_what_bwrap_was_not_told(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], instead_of: tuple[str, ...], layers: set[str]
) -> None:
    sabotage.bwrap_words(monkeypatch, *words, instead_of=instead_of)
    assert {probe.layer for probe in bad(doctor.examine())} == layers


def test_it_notices_a_judge_without_a_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    sabotage.judge_without_filter(monkeypatch)
    found = bad(doctor.examine_judge())
    assert {probe.layer for probe in found} == {"judge"}
    assert any("seccomp" in probe.tried for probe in found)


def test_it_notices_that_the_graders_own_limits_are_narrow(
    nursery: Nursery, monkeypatch: pytest.MonkeyPatch
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (400, hard))
    try:
        found = bad(doctor.examine_children(nursery))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert [(probe.layer, probe.happened) for probe in found] == [("limits", "400, 512 are needed")]
    assert found[0].fix.startswith("the grader's own limits lie below the sandbox's")


def test_it_notices_limits_that_are_not_the_ones_asked_for(nursery: Nursery) -> None:
    honest = nursery.limits
    nursery.limits = Limits(open_files=64)
    try:
        assert "limits" in {probe.layer for probe in bad(doctor.examine_children(nursery))}
    finally:
        nursery.limits = honest


def test_a_jax_that_can_not_start_is_reported_not_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(variables.COMMON, "XLA_FLAGS", "--xla_no_such_flag=1")  # at which XLA exits
    found = bad(doctor.examine())
    assert {probe.layer for probe in found} >= {"nursery", "judge"}
    assert "it died: exited with code 1" in {probe.happened for probe in found}
    assert "it died" in {probe.happened for probe in found}


def test_without_bubblewrap_it_says_so_and_how_to_mend_it() -> None:
    probes = doctor.examine(_candidates=[])
    assert [(probe.layer, probe.happened, probe.ok) for probe in probes] == [
        ("bubblewrap", "no bwrap was found", False)
    ]
    assert "sudo apt install bubblewrap" in probes[0].fix


def test_with_a_bubblewrap_that_can_not_start_it_says_so(tmp_path: Path) -> None:
    fake = tmp_path / "bwrap"
    fake.write_text(
        '#!/bin/sh\ncase $1 in --version) echo bubblewrap 0.11.0;; *) echo "bwrap: setting up uid map: '
        'Permission denied" >&2; exit 1;; esac\n'
    )
    fake.chmod(0o755)
    probes = doctor.examine(_candidates=[str(fake)])
    assert [(probe.layer, probe.ok) for probe in probes] == [("bubblewrap", True), ("namespaces", False)]
    assert "Permission denied" in probes[1].happened
    assert "user namespaces" in probes[1].fix


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be mistaken for root")
def test_it_reports_a_sandbox_that_would_run_as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bubblewrap, "NURSERY_UID", 0)
    monkeypatch.setattr(bubblewrap, "choose_way", lambda paths: "setpriv")
    probes = doctor.examine()
    assert (probes[-1].layer, probes[-1].ok) == ("user", False)


def test_a_judge_that_can_not_be_confined_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    from gradlab.grade import sandbox

    monkeypatch.setattr(sandbox, "_JUDGE", f"import sys; sys.modules['pyseccomp'] = None; {sandbox._JUDGE}")
    with pytest.raises(SandboxError, match="judge") as refusal:
        doctor.examine_judge()
    assert "pyseccomp" in refusal.value.what
