"""The GPUs of a machine, and the share of them that a slot's judge gets: device nodes, the driver, memory, variables.

Looks at files only and loads nothing of CUDA's: whether JAX then computes there, the judge finds out when it starts. A student
gets nothing of this. Written from the driver's and jaxlib's documentation and binaries; docs/gpu.md says what has not run yet.
May be imported by ``bubblewrap``, ``sandbox``, ``doctor``, ``slot``, ``probes`` and ``cli``.
"""

from __future__ import annotations

import importlib.metadata
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gradlab.grade import platforms
from gradlab.grade.platforms import PlatformError
from gradlab.grade.variables import CUDA_FLAGS, ON_CUDA
from gradlab.notebook import CPU

GPU = re.compile(r"nvidia\d+")
NEEDED = ("nvidiactl", "nvidia-uvm")
OPTIONAL = ("nvidia-uvm-tools", "nvidia-modeset")
DRIVER = "libcuda.so.1"
LIBRARIES = (
    "usr/lib/x86_64-linux-gnu",
    "usr/lib/aarch64-linux-gnu",
    "usr/lib64",
    "usr/lib",
    "usr/local/nvidia/lib64",
    "usr/local/nvidia/lib",
    "run/opengl-driver/lib",
)
"""Where distributions, containers and clusters put the driver's libraries."""
FOUND_BY_LOADER = [f"/{folder}" for folder in LIBRARIES if "local" not in folder and "run" not in folder]
SHOWN = ("proc/driver/nvidia", "sys/devices/system")
"""What the driver's libraries read besides: their own parameters, and the processors and memory of the machine."""
IN_A_CONTAINER = "in a container, start it with `--gpus all`; on a cluster, ask for a GPU"


class NoAccelerator(PlatformError):
    """There is no GPU that a judge could compute on; nothing was graded, and nothing is graded on the CPU instead."""


@dataclass(frozen=True)
class Gpus:
    """The GPUs that may be used, and what a process needs to reach them."""

    names: tuple[str, ...]
    """As `CUDA_VISIBLE_DEVICES` names them: numbers, or what a scheduler has written there."""
    nodes: tuple[Path, ...]
    """Device nodes."""
    library: Path
    """The folder with the driver's library."""
    root: Path = Path("/")


@dataclass(frozen=True)
class Share:
    """What one judge gets: a GPU, with a part of its memory."""

    gpus: Gpus
    name: str
    memory_fraction: float

    @property
    def devices(self) -> list[str]:
        """The device nodes as the judge sees them."""
        return [self._inside(node) for node in self.gpus.nodes]

    @property
    def paths(self) -> list[Path]:
        """What bwrap has to reach."""
        return [*self.gpus.nodes, self.gpus.library]

    def words(self) -> list[str]:
        """Return the words for bwrap's command line, for after it has made /dev and /proc."""
        words = [word for node in self.gpus.nodes for word in self._bound("--dev-bind", node)]
        for shown in SHOWN:
            if (self.gpus.root / shown).is_dir():
                words += self._bound("--ro-bind", self.gpus.root / shown)
        if not self._inside(self.gpus.library).startswith("/usr/"):
            words += self._bound("--ro-bind", self.gpus.library)
        return words

    def variables(self) -> dict[str, str]:
        """Return the judge's variables that differ from a student's."""
        library = self._inside(self.gpus.library)
        return {
            **ON_CUDA,
            "JAX_PLATFORMS": "cuda,cpu",
            "XLA_FLAGS": CUDA_FLAGS,
            "CUDA_DEVICE_ORDER": "PCI_BUS_ID",  # by speed otherwise, and slots must count as the nodes do
            "CUDA_VISIBLE_DEVICES": self.name,
            "CUDA_CACHE_DISABLE": "1",  # the home is empty and thrown away; the compile cache holds what is kept
            "NVIDIA_TF32_OVERRIDE": "0",  # libraries too, whatever precision a program names
            "XLA_CLIENT_MEM_FRACTION": f"{self.memory_fraction:.4f}",
            # Taken when needed, up to the fraction: a judge that takes the place of a killed one must not wait for it.
            "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
            **({} if library in FOUND_BY_LOADER else {"LD_LIBRARY_PATH": library}),
        }

    def _inside(self, path: Path) -> str:
        return f"/{path.relative_to(self.gpus.root)}"

    def _bound(self, how: str, path: Path) -> list[str]:
        inside = self._inside(path)
        # Made by bwrap itself they would be closed to everybody but root.
        folders = [str(parent) for parent in reversed(Path(inside).parents[:-1])]
        return [*(word for folder in folders for word in ("--dir", folder)), how, str(path), inside]


Look = tuple[str, str, bool, str]
"""What was looked for, what was found, whether that is enough, and what to do if not."""


def look(root: Path = Path("/"), environ: Mapping[str, str] = os.environ) -> Iterator[Look]:
    """Look for everything that computing on a GPU needs, as far as it shows in files.

    Args:
        root: The root folder; another one in tests.
        environ: The grader's own variables.

    Yields:
        One line for each thing, in the order in which a person would mend them.
    """
    yield _plugin()
    nodes = _nodes(root)
    missing = [f"/dev/{name}" for name in NEEDED if not (root / "dev" / name).exists()]
    if not any(GPU.fullmatch(node.name) for node in nodes):
        missing.insert(0, "/dev/nvidia0")
    yield (
        "looked for the devices of a GPU",
        f"there is no {', no '.join(missing)}" if missing else " ".join(node.name for node in nodes),
        not missing,
        f"`nvidia-smi` must show a GPU here, and `sudo nvidia-modprobe -u -c 0` makes missing devices; {IN_A_CONTAINER}",
    )
    if closed := [node.name for node in nodes if not _open_to_judges(node)]:
        yield (
            "asked who may use them",
            f"the judge's user may not open {', '.join(closed)}",
            False,
            "load the driver with NVreg_DeviceFileMode=0666, which is its default; or `sudo chmod a+rw` on them",
        )
    library = _library(root, environ)
    yield (
        f"looked for the driver's {DRIVER}",
        str(library or "not found"),
        library is not None,
        f"install NVIDIA's driver for this machine; {IN_A_CONTAINER}",
    )
    if not missing:
        names = _names(nodes, environ)
        yield (
            "asked which of them are for this process",
            " ".join(names) or f"none: CUDA_VISIBLE_DEVICES is {environ.get('CUDA_VISIBLE_DEVICES', '')!r}",
            bool(names),
            "unset CUDA_VISIBLE_DEVICES, or set it to the GPUs that may be used, such as 0,1",
        )


def find(root: Path = Path("/"), environ: Mapping[str, str] = os.environ) -> Gpus:
    """Find the GPUs.

    Args:
        root: The root folder; another one in tests.
        environ: The grader's own variables.

    Raises:
        NoAccelerator: There is none that a judge could use: what is missing, and what to do.
    """
    for tried, happened, ok, fix in look(root, environ):
        if not ok:
            raise NoAccelerator(f"nothing can be graded on a GPU here: {tried}: {happened}", fix)
    nodes, library = _nodes(root), _library(root, environ)
    assert library is not None
    return Gpus(_names(nodes, environ), nodes, library, root)


def require(platform: str) -> None:
    """Make sure that judges can be given what a platform needs.

    Raises:
        PlatformError: There is no such platform, or no GPU.
    """
    if platforms.checked(platform) != CPU:
        find()


def share(platform: str, memory_fraction: float, slot: int, slots: int) -> Share | None:
    """Return what the judge of a slot gets of the GPUs; None where it computes on the CPU.

    Raises:
        NoAccelerator: There is no GPU.
    """
    return None if platform == CPU else divided(find(), memory_fraction, slot, slots)


def divided(gpus: Gpus, memory_fraction: float, slot: int, slots: int) -> Share:
    """Give a slot its share: slots take the GPUs in turn, and those on one GPU share its memory evenly.

    Args:
        gpus: All of them.
        memory_fraction: What the judges on one GPU may take together.
        slot: Which slot, from 0.
        slots: How many there are.
    """
    count = len(gpus.names)
    together = len(range(slot % count, max(slots, slot + 1), count))
    return Share(gpus, gpus.names[slot % count], memory_fraction / together)


def _plugin() -> Look:
    found, wanted = platforms.plugin(), importlib.metadata.version("jaxlib")
    tried = f"looked for the plugin of JAX {wanted} for GPUs"
    if found is None:
        return tried, "it is not installed", False, platforms.install_hint()
    return tried, " ".join(found), found[1] == wanted, platforms.install_hint()


def _nodes(root: Path) -> tuple[Path, ...]:
    folder = root / "dev"
    gpus = sorted(
        (node for node in folder.glob("nvidia*") if GPU.fullmatch(node.name)),
        key=lambda node: int(node.name.removeprefix("nvidia")),
    )
    others = [folder / name for name in (*NEEDED, *OPTIONAL) if (folder / name).exists()]
    return (*gpus, *others, *sorted((folder / "nvidia-caps").glob("nvidia-cap*")))


def _open_to_judges(node: Path) -> bool:
    if os.geteuid() != 0:
        return os.access(node, os.R_OK | os.W_OK)
    everybody = stat.S_IROTH | stat.S_IWOTH
    # Capability files of a partitioned GPU are read only.
    wanted = stat.S_IROTH if node.parent.name == "nvidia-caps" else everybody
    return node.stat().st_mode & wanted == wanted


def _library(root: Path, environ: Mapping[str, str]) -> Path | None:
    named = [Path(part) for part in environ.get("LD_LIBRARY_PATH", "").split(":") if part.startswith("/")]
    for folder in (*(root / part for part in LIBRARIES), *(root / str(part).lstrip("/") for part in named)):
        if (folder / DRIVER).exists():
            return folder
    return None


def _names(nodes: tuple[Path, ...], environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the GPUs by the name that CUDA knows: a scheduler has the last word."""
    count = sum(bool(GPU.fullmatch(node.name)) for node in nodes)
    if "CUDA_VISIBLE_DEVICES" not in environ:
        return tuple(map(str, range(count)))
    names = [name.strip() for name in environ["CUDA_VISIBLE_DEVICES"].split(",")]
    # As CUDA reads it: the list ends before the first name that is no device.
    end = next(
        (i for i, name in enumerate(names) if not re.fullmatch(r"\d+|(GPU|MIG)-[\w/-]+", name)), len(names)
    )
    return tuple(names[:end])
