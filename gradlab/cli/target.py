"""Where a command is to write: tried before the work, so that a minute is not spent on what cannot be kept."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from gradlab.complaint import Complaint


class Unwritable(Complaint):
    """Nothing can be written there."""


def files(paths: Sequence[Path]) -> None:
    """Make sure that files can be written at these paths. Writes nothing that stays.

    Raises:
        Unwritable: One cannot, or two are one.
    """
    if len({path.resolve() for path in paths}) < len(paths):
        raise Unwritable(f"{paths[0]} is asked for twice", "give each file a name of its own")
    for path in paths:
        if path.is_dir():
            raise Unwritable(f"{path} is a folder", "name a file in it")
        if not path.parent.is_dir():
            raise Unwritable(f"there is no folder {path.parent}", f"make it, or write elsewhere than {path}")
        _try(path.parent)


def folder(path: Path) -> None:
    """Make a folder if it is not there, and make sure that files can be written in it.

    Raises:
        Unwritable: It cannot be made, or not be written.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise Unwritable(f"{path} is a file", "name a folder") from None
    except OSError as error:
        raise Unwritable(f"the folder {path} cannot be made ({error.strerror})", "write elsewhere") from None
    _try(path)


def _try(folder: Path) -> None:
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Unwritable(
            f"{folder} cannot be written ({error.strerror})", "allow writing there, or write elsewhere"
        ) from None
