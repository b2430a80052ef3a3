"""A folder that comes into being elsewhere and then takes its place, so that it is never seen half written.

Knows nothing of grading. `recording` and `registration` import it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

PREFIX = ".gradlab-"
"""Hidden, so that nbgrader's patterns pass it over."""


@contextlib.contextmanager
def staging(parent: Path) -> Iterator[Path]:
    """Make a temporary folder in `parent`, on the same file system as what will be replaced.

    Args:
        parent: A folder, made if it is not there. What a killed process left in it is removed.

    Yields:
        The folder; it is removed afterwards.
    """
    parent.mkdir(parents=True, exist_ok=True)
    for old in parent.glob(f"{PREFIX}*"):
        if not _alive(old.name.removeprefix(PREFIX).partition("-")[0]):
            shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def place(new: Path, old: Path, staged: Path) -> None:
    """Put a folder in the place of another.

    Where the old one has notebooks that the new one lacks, these stay: only some of a submission's notebooks were graded.

    Args:
        new: The folder to move.
        old: Where it goes.
        staged: A folder on the same file system, for what was there before.
    """
    kept = {path.name for path in old.glob("*.ipynb")} - {path.name for path in new.glob("*.ipynb")}
    if kept:
        for path in sorted(new.rglob("*")):
            target = old / path.relative_to(new)
            if path.is_dir():
                target.mkdir(exist_ok=True)
            else:
                path.replace(target)
        return
    old.parent.mkdir(parents=True, exist_ok=True)
    if old.exists():
        old.rename(staged / "before")
    new.rename(old)


def _alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except PermissionError:
        return True
    except (ValueError, OSError):
        return False
    return True
