"""The modules of gradlab: those that students get, `gradlab.check`, and those that they must not get, all others."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import gradlab
from gradlab.release import ReleaseError

HOUSE = Path(gradlab.__file__).parent
PUBLIC = "check"
"""The room that test cells import."""


@cache
def public() -> dict[str, bytes]:
    """Read what of gradlab runs a check cell.

    Returns:
        Every file of `gradlab.check`, whatever it holds, and what makes it a part of gradlab; by path from the folder
        that holds `gradlab`.

    Raises:
        ReleaseError: The check package imports another room of gradlab.
    """
    room = [path for path in (HOUSE / PUBLIC).rglob("*") if path.is_file() and _is_source(path)]
    around = [path for path in (HOUSE / "__init__.py", HOUSE / "py.typed") if path.is_file()]
    for path in (*room, *around):
        for name in _imports(path) if path.suffix == ".py" else ():
            if name.split(".")[:2] not in (["gradlab"], ["gradlab", PUBLIC]):
                raise ReleaseError(
                    f"{_name(path)} imports {name}, which students must not get",
                    "test cells may use gradlab.check only: move what is needed there",
                )
    return {_name(path): path.read_bytes() for path in sorted((*room, *around))}


@cache
def guarded() -> dict[str, str]:
    """Read the modules that students must not get, by path."""
    mine = public()
    files = (path for path in sorted(HOUSE.rglob("*.py")) if _name(path) not in mine)
    return {_name(path): path.read_text("utf-8") for path in files}


def _imports(path: Path) -> Iterator[str]:
    """Yield the names of gradlab that a module imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            whole = node.module or ""
            names = [f"{whole}.{alias.name}" for alias in node.names] if whole == "gradlab" else [whole]
        else:
            continue
        yield from (name for name in names if name.split(".")[0] == "gradlab")


def _name(path: Path) -> str:
    return path.relative_to(HOUSE.parent).as_posix()


def _is_source(path: Path) -> bool:
    return "__pycache__" not in path.parts and path.suffix != ".pyc" and not path.name.startswith(".")
