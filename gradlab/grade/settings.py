"""How submissions are graded, and what a verdict rests on.

`slot`, `pool`, `prove`, `gradebook` and `cli` import this room.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import os
import platform
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

import gradlab
from gradlab.grade.sandbox import Limits
from gradlab.notebook import Notebook


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


def versions() -> dict[str, str]:
    """Return the versions of the software a verdict rests on."""
    names = ("jax", "jaxlib", "numpy", "pytest")
    return {
        "gradlab": build_of_gradlab(),
        "python": platform.python_version(),
        **{name: importlib.metadata.version(name) for name in names},
    }


def digest(source: Notebook, data: bytes, versions: dict[str, str], settings: Settings) -> str:
    """Return the SHA-256 of everything that a verdict rests on."""
    rests_on = (
        [(cell.id, cell.role.value, cell.source, cell.points) for cell in source.cells],
        hashlib.sha256(data).hexdigest(),
        sorted(versions.items()),
        repr(replace(settings, cache=None)),
    )
    return hashlib.sha256(msgspec.json.encode(rests_on)).hexdigest()
