"""The modules of gradlab: those that students get, `gradlab.check` and what it imports, and those that they must not get."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import gradlab
from gradlab.release import ReleaseError

HOUSE = Path(gradlab.__file__).parent
PUBLIC = "check"
"""The room that test cells import."""
GUARDED = ("cli", "course", "grade", "prove", "mutants", "mutation", "release", "submitted")
"""Rooms that know solutions, hidden tests, marks, or how these are kept apart."""


@cache
def public() -> dict[str, bytes]:
    """Read what of gradlab runs a check cell.

    Returns:
        Every file of `gradlab.check`, and the modules that these import, by path from the folder that holds `gradlab`.

    Raises:
        ReleaseError: The check package imports a guarded room.
    """
    found = {"gradlab/__init__.py": (HOUSE / "__init__.py").read_bytes()}
    room = [path for path in sorted((HOUSE / PUBLIC).rglob("*")) if path.is_file() and _is_source(path)]
    marker = HOUSE / "py.typed"
    todo = room + ([marker] if marker.is_file() else [])
    while todo:
        path = todo.pop()
        name = _name(path)
        if name in found and path.name != "__init__.py":
            continue
        found[name] = path.read_bytes()
        if path.suffix == ".py":
            todo += [one for one in _imports(path) if _name(one) not in found]
    return dict(sorted(found.items()))


@cache
def guarded() -> dict[str, str]:
    """Read the modules that students must not get, by path."""
    mine = public()
    files = (path for path in sorted(HOUSE.rglob("*.py")) if _name(path) not in mine)
    return {_name(path): path.read_text("utf-8") for path in files}


def _imports(path: Path) -> list[Path]:
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            top, *rooms = name.split(".")
            if top != "gradlab" or not rooms:
                continue
            if rooms[0] in GUARDED:
                raise ReleaseError(
                    f"{_name(path)} imports {name}, which students must not get",
                    "test cells may use gradlab.check only: move what is needed there",
                )
            file = HOUSE.joinpath(*rooms)
            found += [one for one in (file.with_suffix(".py"), file / "__init__.py") if one.is_file()]
    return found


def _name(path: Path) -> str:
    return path.relative_to(HOUSE.parent).as_posix()


def _is_source(path: Path) -> bool:
    return "__pycache__" not in path.parts and path.suffix != ".pyc" and not path.name.startswith(".")
