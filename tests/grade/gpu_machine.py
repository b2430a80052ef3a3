"""A machine with GPUs as far as files can show one, under a folder; and a rehearsal of grading for a GPU, computed on the CPU."""

from __future__ import annotations

from pathlib import Path

import pytest

from gradlab.grade import accelerator, sandbox
from gradlab.grade.accelerator import Gpus

DRIVER = "usr/lib/x86_64-linux-gnu"

BOTH = """
import jax
jax.config.update("jax_default_matmul_precision", "highest")
from gradlab.grade import inspection, remote_programs
honest = remote_programs.Program.module
def module(self, platform, module_context, ctx):
    inspection.accept(self._student.export(self.number, "cuda"), "cuda")
    return honest(self, platform, module_context, ctx)
remote_programs.Program.module = module
"""
"""Has a judge fetch and inspect each program for CUDA too, before it computes on the CPU."""


def machine(root: Path, gpus: int = 2, library: str = DRIVER) -> Path:
    """Make the files of a machine with GPUs under a folder, and return it."""
    (root / "dev").mkdir(parents=True)
    for name in (*(f"nvidia{number}" for number in range(gpus)), "nvidiactl", "nvidia-uvm"):
        (root / "dev" / name).touch()
        (root / "dev" / name).chmod(0o666)
    for path in (f"{library}/libcuda.so.1", "proc/driver/nvidia/version", "sys/devices/system/cpu/online"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("0")
    return root


def plugin(folder: Path, version: str) -> None:
    """Make a folder in which the plugin of JAX's seems to be installed: its metadata, and nothing else."""
    place = folder / f"jax_cuda13_plugin-{version}.dist-info"
    place.mkdir(parents=True)
    (place / "METADATA").write_text(f"Metadata-Version: 2.1\nName: jax-cuda13-plugin\nVersion: {version}\n")


def gpus(root: Path, count: int = 2, library: str = DRIVER) -> Gpus:
    """Make a machine, and return its GPUs as they are found there."""
    machine(root, count, library)
    nodes = accelerator._nodes(root)
    return Gpus(accelerator._names(nodes, {}), nodes, root / library, root)


def rehearse(monkeypatch: pytest.MonkeyPatch, besides: str = "") -> None:
    """Have whatever is graded for CUDA go every step of that way, but for the judge's device: it computes on the CPU."""
    monkeypatch.setattr(accelerator, "find", lambda *_: None)
    monkeypatch.setattr(accelerator, "share", lambda *_: None)
    changed = sandbox._JUDGE.replace("confine.run_judge", f"exec({BOTH + besides!r}); confine.run_judge")
    assert changed != sandbox._JUDGE
    monkeypatch.setattr(sandbox, "_JUDGE", changed)
