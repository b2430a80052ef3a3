"""GPUs are found by their files, shared among slots, given to judges and to no student; and never quietly done without."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import gpu_machine
import lesson
import pytest
import sabotage

from gradlab.grade import accelerator, bubblewrap, doctor, platforms, sandbox, variables
from gradlab.grade.accelerator import Gpus, NoAccelerator, Share
from gradlab.grade.sandbox import Nursery, SandboxError
from gradlab.grade.settings import Settings
from gradlab.grade.slot import Slot

pytestmark = pytest.mark.skipif(platform.system() != "Linux", reason="the sandbox runs on Linux only")

JAXLIB = importlib.metadata.version("jaxlib")


def missing(root: Path, **environ: str) -> list[str]:
    """Return what is not as it must be on a machine, apart from the plugin."""
    _, *rest = accelerator.look(root, environ)
    return [f"{tried}: {happened}" for tried, happened, ok, fix in rest if not ok and fix]


# ------------------------------------------------------------------------------------------------------- finding them


def test_a_machine_with_gpus_has_all_that_is_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gpu_machine.plugin(tmp_path / "packages", JAXLIB)
    monkeypatch.syspath_prepend(tmp_path / "packages")
    found = accelerator.find(gpu_machine.machine(tmp_path / "root", 11), {})
    assert found.names == tuple(map(str, range(11)))
    names = [node.name for node in found.nodes]
    assert names[9:] == ["nvidia9", "nvidia10", "nvidiactl", "nvidia-uvm"]
    assert found.library == tmp_path / "root" / gpu_machine.DRIVER


def test_the_plugin_must_be_there_and_of_the_same_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = gpu_machine.machine(tmp_path / "root")
    with pytest.raises(NoAccelerator, match="it is not installed") as refused:
        accelerator.find(root, {})
    assert f'"jax[cuda13]=={importlib.metadata.version("jax")}"' in refused.value.fix
    gpu_machine.plugin(tmp_path / "packages", "0.4.1")
    monkeypatch.syspath_prepend(tmp_path / "packages")
    with pytest.raises(NoAccelerator, match=r"jax-cuda13-plugin 0\.4\.1"):
        accelerator.find(root, {})


@pytest.mark.parametrize("name", ["nvidia0", "nvidiactl", "nvidia-uvm"])
def test_a_device_that_is_missing_is_named(tmp_path: Path, name: str) -> None:
    root = gpu_machine.machine(tmp_path, 1)
    assert missing(root) == []
    (root / "dev" / name).unlink()
    assert missing(root) == [f"looked for the devices of a GPU: there is no /dev/{name}"]


def test_devices_that_the_judge_may_not_open_are_named(tmp_path: Path) -> None:
    root = gpu_machine.machine(tmp_path)
    (root / "dev" / "nvidia1").chmod(0o640 if os.geteuid() == 0 else 0)
    assert missing(root) == ["asked who may use them: the judge's user may not open nvidia1"]


def test_the_driver_is_found_where_a_cluster_puts_it(tmp_path: Path) -> None:
    root = gpu_machine.machine(tmp_path, library="opt/driver/lib")
    assert missing(root) == ["looked for the driver's libcuda.so.1: not found"]
    assert missing(root, LD_LIBRARY_PATH="relative:/opt/driver/lib") == []


@pytest.mark.parametrize(
    ("told", "names"),
    [
        ("1", ("1",)),
        ("1, 0", ("1", "0")),
        ("GPU-8f1c-22,MIG-7", ("GPU-8f1c-22", "MIG-7")),
        ("0,-1,1", ("0",)),
        ("", ()),
        ("-1", ()),
        ("NoDevFiles", ()),
    ],
)
def test_a_scheduler_has_the_last_word(tmp_path: Path, told: str, names: tuple[str, ...]) -> None:
    root = gpu_machine.machine(tmp_path)
    assert accelerator._names(accelerator._nodes(root), {"CUDA_VISIBLE_DEVICES": told}) == names
    told_none = [f"asked which of them are for this process: none: CUDA_VISIBLE_DEVICES is {told!r}"]
    assert missing(root, CUDA_VISIBLE_DEVICES=told) == ([] if names else told_none)


# --------------------------------------------------------------------------------------------------------- sharing them


@pytest.mark.parametrize("slots", [1, 2, 3, 7])
@pytest.mark.parametrize("count", [1, 2, 4])
def test_slots_take_gpus_in_turn_and_never_more_memory_than_there_is(
    tmp_path: Path, slots: int, count: int
) -> None:
    found = gpu_machine.gpus(tmp_path, count)
    shares = [accelerator.divided(found, 0.9, slot, slots) for slot in range(slots)]
    assert [share.name for share in shares] == [str(slot % count) for slot in range(slots)]
    for name in found.names:
        fractions = [share.memory_fraction for share in shares if share.name == name]
        assert len(set(fractions)) <= 1
        assert not fractions or sum(fractions) == pytest.approx(0.9)


# ------------------------------------------------------------------------------------------------ what a process is given


def words(argv: list[str], name: str, count: int) -> list[list[str]]:
    """Return what follows each word of a name on a command line."""
    return [argv[i + 1 : i + 1 + count] for i, word in enumerate(argv) if word == name]


def environment(argv: list[str]) -> dict[str, str]:
    return dict(words(argv, "--setenv", 2))  # type: ignore[arg-type]


@pytest.fixture
def share(tmp_path: Path) -> Share:
    return Share(gpu_machine.gpus(tmp_path / "root"), "1", 0.45)


def test_a_judge_gets_devices_driver_and_what_is_pinned(share: Share) -> None:
    argv = bubblewrap.judge_command(bubblewrap.find(), ["-c", ""], share=share).argv
    root = share.gpus.root
    bound = [[str(root / "dev" / n), f"/dev/{n}"] for n in ("nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm")]
    assert words(argv, "--dev-bind", 2)[-4:] == bound
    assert [str(root / "proc/driver/nvidia"), "/proc/driver/nvidia"] in words(argv, "--ro-bind", 2)
    given = environment(argv)
    assert given == {
        **variables.COMMON,
        "USER": "judge",
        "JAX_PLATFORMS": "cuda,cpu",
        "JAX_DEFAULT_MATMUL_PRECISION": "highest",
        "NVIDIA_TF32_OVERRIDE": "0",
        "XLA_FLAGS": variables.CUDA_FLAGS,
        "XLA_CLIENT_MEM_FRACTION": "0.4500",
        "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
        "CUDA_VISIBLE_DEVICES": "1",
        "CUDA_DEVICE_ORDER": "PCI_BUS_ID",
        "CUDA_CACHE_DISABLE": "1",
    }
    assert "--xla_gpu_deterministic_ops=true" in given["XLA_FLAGS"]


def test_a_driver_beside_usr_is_bound_and_named_to_the_loader(tmp_path: Path) -> None:
    share = Share(gpu_machine.gpus(tmp_path, library="run/opengl-driver/lib"), "0", 0.9)
    argv = bubblewrap.judge_command(bubblewrap.find(), ["-c", ""], share=share).argv
    assert [str(tmp_path / "run/opengl-driver/lib"), "/run/opengl-driver/lib"] in words(argv, "--ro-bind", 2)
    assert environment(argv)["LD_LIBRARY_PATH"] == "/run/opengl-driver/lib"


def test_a_nursery_gets_no_device_and_traces_what_the_judge_will_run() -> None:
    def command(platform: str) -> list[str]:
        return bubblewrap.nursery_command(bubblewrap.find(), ["-c", ""], platform=platform).argv

    assert environment(command("cpu")) == variables.COMMON
    assert environment(command("cuda")) == {**variables.COMMON, "JAX_DEFAULT_MATMUL_PRECISION": "highest"}
    assert variables.COMMON["JAX_PLATFORMS"] == "cpu"
    assert not [word for word in command("cuda") if "nvidia" in word]


def test_every_variable_that_is_given_is_known_to_the_doctor(share: Share) -> None:
    elsewhere = replace(share, gpus=replace(share.gpus, library=share.gpus.root / "opt"))
    for given in (share, elsewhere):
        assert set(given.variables()) <= variables.known("cuda", judge=True)
    assert not set(share.variables()) <= variables.known("cpu", judge=True)
    assert not variables.CUDA_JUDGE & variables.known("cuda")


# --------------------------------------------------------------------------------------------------- judges and students


def bad(probes: list[doctor.Probe]) -> list[doctor.Probe]:
    return [probe for probe in probes if not probe.ok]


def test_a_judge_with_devices_is_confined_as_any_but_must_compute_there(share: Share) -> None:
    probes = doctor.examine_judge(share=share)
    assert any("/dev/nvidia1" in probe.happened for probe in probes if "writable mounts" in probe.tried)
    found, unable = bad(probes)
    assert (found.layer, found.tried) == ("platform", "asked jax where it computes (platform)")
    assert "cuda" in found.happened and "docs/gpu.md" in found.fix
    assert unable.tried == "compiled matmul and softmax (jax)"


def test_jax_that_falls_back_to_the_cpu_is_noticed(share: Share) -> None:
    """Without /dev/nvidia0 jax takes `cuda,cpu` for `cpu`, and raises nothing."""
    blind = replace(share, gpus=replace(share.gpus, nodes=()))
    assert [probe.happened for probe in bad(doctor.examine_judge(share=blind))] == ["cpu: cpu"]


@pytest.mark.parametrize("nodes", [True, False], ids=["devices that are none", "no devices"])
def test_a_slot_refuses_before_anything_is_graded(
    share: Share, monkeypatch: pytest.MonkeyPatch, nodes: bool
) -> None:
    found = share.gpus if nodes else replace(share.gpus, nodes=())
    monkeypatch.setattr(accelerator, "find", lambda *_: found)
    with pytest.raises(SandboxError, match="cuda" if nodes else "cpu: cpu") as refused:
        Slot(Settings(platform="cuda"))
    assert "gradlab doctor --platform cuda" in refused.value.fix


def test_a_slot_without_gpus_says_what_to_install() -> None:
    with pytest.raises(NoAccelerator, match="plugin of JAX"):
        Slot(Settings(platform="cuda"))


MEMORY = """
import mmap
NORESERVE = 0x4000
def reserved(size, access):
    try:
        mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | NORESERVE, access).close()
    except OSError as error:
        return str(error)
    return "granted"
report("found", [reserved(1 << 36, 0), reserved(13 << 30, mmap.PROT_READ | mmap.PROT_WRITE)])
"""


def in_judge(share: Share | None, source: str) -> Any:
    """Run a program in a judge's place, and return what it reports."""
    import json
    import socket

    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = sandbox.judge_process(theirs.fileno(), cache=None, share=share, _program=doctor.PROGRAM)
        theirs.close()
        try:
            _, fds, _, _ = socket.recv_fds(ours, 1, 1)
            os.close(fds[0])
            ours.sendall(len(source).to_bytes(4, "little") + source.encode())
            return json.loads(ours.makefile().readline())[1]
        finally:
            process.kill()
            process.wait()
            assert process.stderr is not None
            process.stderr.close()


def test_a_judge_on_a_gpu_may_reserve_much_and_have_no_more_than_another(share: Share) -> None:
    """CUDA reserves the address space of all memory there is; what can be written stays limited."""
    assert in_judge(share, MEMORY) == ["granted", "[Errno 12] Cannot allocate memory"]
    assert in_judge(None, MEMORY) == ["[Errno 12] Cannot allocate memory"] * 2


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery(_program=doctor.PROGRAM, platform="cuda") as one:
        yield one


def test_students_of_such_a_judge_see_no_gpu(nursery: Nursery) -> None:
    probes = doctor.examine_children(nursery)
    assert not bad(probes)
    assert "looked for the devices of a GPU: found none" in {f"{p.tried}: {p.happened}" for p in probes}


@pytest.mark.parametrize("path", ["/dev/nvidia0", "/dev/nvidia-uvm", "/dev/dxg", "/sys"])
def test_a_device_in_a_student_s_sandbox_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    node = tmp_path / "node"
    node.mkdir() if path == "/sys" else node.touch()
    sabotage.bwrap_words(monkeypatch, "--ro-bind", str(node), path)
    with Nursery(_program=doctor.PROGRAM) as seeing:
        found = bad(doctor.examine_children(seeing, computes=False))
    assert ("devices", path) in {(probe.layer, probe.happened) for probe in found}


def test_no_plugin_is_loaded_into_a_student(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plugin would take a hundred megabytes in every student, and CUDA's libraries with it."""
    from gradlab.grade import jax_modules

    (tmp_path / "jax_plugins" / "xla_cuda13").mkdir(parents=True)
    (tmp_path / "jax_plugins" / "xla_cuda13" / "__init__.py").write_text(
        "def initialize():\n    print('loaded')\n"
    )
    program = "import jax; jax.numpy.ones(1)"
    quiet = f"from gradlab.grade import jax_modules; jax_modules.{jax_modules.ignore_plugins.__name__}(); {program}"
    said = [run(source, PYTHONPATH=str(tmp_path), JAX_PLATFORMS="cpu") for source in (program, quiet)]
    assert said == ["loaded\n", ""]


def test_what_a_student_exports_does_not_depend_on_an_installed_plugin(tmp_path: Path) -> None:
    (tmp_path / "jax_cuda13_plugin").mkdir()
    (tmp_path / "jax_cuda13_plugin" / "__init__.py").touch()
    (tmp_path / "jax_cuda13_plugin" / "_versions.py").write_text(
        "def cusolver_get_version():\n    return 12000\n"
    )
    program = "; ".join(
        (
            "import re, jax",
            "from gradlab.grade import jax_modules",
            "{}",
            "traced = jax.jit(jax.numpy.linalg.eigvals).trace(jax.numpy.eye(2))",
            "print(*re.findall(r'(?:cuhybrid|cusolver)_\\w+', jax_modules.lower(traced.jaxpr, 'cuda').decode()))",
        )
    )
    environ = {"PYTHONPATH": str(tmp_path), "JAX_PLATFORMS": "cpu"}
    assert "cusolver_geev" in run(program.format("None"), **environ)
    assert run(program.format("jax_modules.ignore_plugins()"), **environ) == "cuhybrid_eig_real\n"


def run(source: str, **environ: str) -> str:
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, env={**os.environ, **environ}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


# ------------------------------------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("asked", "judged_on", "says"),
    [
        ("", "cpu", ""),
        ("", "cuda", ""),
        ("cuda", "cuda", ""),
        ("cpu", "cpu", ""),
        ("cuda", "cpu", "it asks for a GPU in its metadata"),
        ("cpu", "cuda", "it asks for the CPU in its metadata"),
        ("tpu", "cpu", "it asks for the platform tpu in its metadata, and there is none of this name"),
    ],
)
def test_an_assignment_that_asks_for_another_platform_is_refused(
    asked: str, judged_on: str, says: str
) -> None:
    found = platforms.refusal(asked, judged_on)
    assert (found is None) if not says else (found is not None and says in found.what and found.fix)


def test_a_slot_gives_no_mark_for_an_assignment_that_asks_for_a_gpu() -> None:
    with Slot() as slot:
        report = slot.grade(replace(lesson.SOURCE, platform="cuda"), lesson.submit()).report
    assert (report.scored, report.cells, report.points) == (False, (), 7.0)
    assert "asks for a GPU" in report.grader_error and "--platform cuda" in report.grader_error


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"platform": "tpu"}, "there is no platform tpu"),
        ({"gpu_memory_fraction": 0.0}, "gpu_memory_fraction is 0.0"),
        ({"gpu_memory_fraction": 1.5}, "gpu_memory_fraction is 1.5"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings: dict[str, Any], says: str) -> None:
    with pytest.raises(platforms.PlatformError, match=says) as refused:
        Settings(**settings)
    assert refused.value.fix


def test_gpus_compare_by_value(tmp_path: Path) -> None:
    assert gpu_machine.gpus(tmp_path / "a") == Gpus(
        ("0", "1"),
        tuple(tmp_path / "a" / "dev" / n for n in ("nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm")),
        tmp_path / "a" / gpu_machine.DRIVER,
        tmp_path / "a",
    )
