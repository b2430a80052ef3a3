"""How submissions are graded, and what a verdict rests on.

`slot`, `pool`, `prove`, `gradebook` and `cli` import this room.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from platform import python_version

import msgspec

import gradlab
from gradlab.grade import platforms
from gradlab.grade.limits import Limits
from gradlab.notebook import CPU, Notebook


@dataclass(frozen=True)
class Settings:
    """How submissions are graded. Part of the verdict, hence of a report's digest."""

    test_s: float = 30.0
    """Seconds of wall clock for one case of a test."""
    cell_s: float = 30.0
    """Seconds for one of the student's cells."""
    submission_s: float = 600.0
    restarts: int = 20
    """How often a student who crashes or hangs is replaced; then the rest is lost. A test cell gives up after three."""
    grace_s: float = 10.0
    """What the judge itself may take beyond a test's time: compiling and comparing."""
    reveal: bool = False
    """Whether messages of hidden tests tell what they compared. For instructors: the inputs show."""

    def with_cache(self, cache: Path | None) -> Settings:
        """Return the same settings with another folder for compiled programs; verdicts do not depend on it."""
        return replace(self, cache=cache)

    limits: Limits = field(default_factory=Limits)
    cache: Path | None = None
    """A private folder for compiled programs; None: nothing is kept."""
    platform: str = field(default=CPU, repr=False)
    """Where the judge computes, `cpu` or `cuda`; students trace on the CPU either way."""
    gpu_memory_fraction: float = field(default=0.9, repr=False)
    """Of each GPU, what the judges on it may take together; the rest is for their contexts."""

    def __post_init__(self) -> None:
        """Check what a person has chosen.

        Raises:
            PlatformError: there is no such platform, or no such fraction.
        """
        platforms.checked(self.platform)
        if not 0 < self.gpu_memory_fraction <= 1:
            raise platforms.PlatformError(
                f"gpu_memory_fraction is {self.gpu_memory_fraction}, and must be above 0 and at most 1",
                "it is the part of a GPU's memory that its judges share: leave it out for 0.9",
            )

    @property
    def compiled(self) -> Path | None:
        """The part of the cache for this platform: programs of one are no use on another."""
        return self.cache if self.cache is None or self.platform == CPU else self.cache / self.platform


DEFAULTS = Settings()


def cache_folder() -> Path | None:
    """Return the user's own folder for compiled programs on this machine, or None where none can be had."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = Path(base) / "gradlab"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder


@functools.cache
def build_of_gradlab() -> str:
    """Return the version of this package with a hash of its source, so that a changed judge never passes for the old one."""
    root = Path(gradlab.__file__).parent
    found = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        found.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{gradlab.__version__}+{found.hexdigest()[:12]}"


def versions(platform: str = CPU) -> dict[str, str]:
    """Return the versions of the software a verdict rests on, and the platform where it is not the CPU."""
    names = ("jax", "jaxlib", "numpy", "pytest")
    return {
        "gradlab": build_of_gradlab(),
        "python": python_version(),
        **{name: importlib.metadata.version(name) for name in names},
        **platforms.software(platform),
    }


def digest(source: Notebook, data: bytes, versions: dict[str, str], settings: Settings) -> str:
    """Return the SHA-256 of everything that a verdict rests on."""
    elsewhere = [] if settings.platform == CPU else [settings.platform, settings.gpu_memory_fraction]
    rests_on = (
        [(cell.id, cell.role.value, cell.source, cell.points) for cell in source.cells],
        hashlib.sha256(data).hexdigest(),
        sorted(versions.items()),
        repr(replace(settings, cache=None)),
        *elsewhere,
    )
    return hashlib.sha256(msgspec.json.encode(rests_on)).hexdigest()
