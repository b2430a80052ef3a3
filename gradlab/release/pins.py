"""Which versions a course pins: for whoever grades it, and those of them that a student needs."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from gradlab.release import ReleaseError

PYTHONS = ("3.11", "3.12")
"""The versions of Python that the course runs on."""

UNSEEN = ("jaxlib", "jupyterlab", "nbgrader")
"""What a student needs although no line imports it: JAX's compiler, a front end, and its Validate button."""


@dataclass(frozen=True)
class Pins:
    """The requirements of a course, each with one exact version."""

    requirements: tuple[Requirement, ...]
    builder: tuple[str, ...]
    """What builds a package of it."""
    python: str
    """The versions of Python, as a specifier."""
    constraining: frozenset[str] = frozenset()
    """What is not asked for, but comes with the rest and is pinned, too."""

    def versions(self, python: str) -> dict[str, str]:
        """Return the version of each distribution on one Python, on Linux.

        Args:
            python: Such as `3.12`.
        """
        place = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": "linux"}
        return {
            canonicalize_name(one.name): str(one.specifier).removeprefix("==")
            for one in self.requirements
            if one.marker is None or one.marker.evaluate(place)
        }

    def of(self, names: Iterable[str]) -> tuple[Requirement, ...]:
        """Return the requirements on some distributions."""
        wanted = {canonicalize_name(name) for name in names}
        return tuple(one for one in self.requirements if canonicalize_name(one.name) in wanted)


def pins(root: Path) -> Pins:
    """Read what a course pins.

    Args:
        root: The course's folder.

    Raises:
        ReleaseError: There is no `pyproject.toml`, it cannot be read, or a requirement is not pinned to one version.
    """
    path = root / "pyproject.toml"
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        project = content.get("project", {})
        constraints = content.get("tool", {}).get("uv", {}).get("constraint-dependencies", [])
        constraining = frozenset(canonicalize_name(Requirement(text).name) for text in constraints)
        found = tuple(Requirement(text) for text in [*project.get("dependencies", []), *constraints])
    except FileNotFoundError as error:
        raise ReleaseError(
            "there is no pyproject.toml, so nobody knows which versions students need",
            "write one whose dependencies are pinned, as in the course that comes with gradlab",
        ) from error
    except (ValueError, AttributeError, TypeError) as error:
        raise ReleaseError(
            f"pyproject.toml cannot be read: {error}", "mend it; `uv sync` reads it too"
        ) from error
    for one in found:
        if not re.fullmatch(r"==[^,*]+", str(one.specifier)):
            raise ReleaseError(f"pyproject.toml does not pin {one}", f"write {one.name}==VERSION")
    builder = tuple(content.get("build-system", {}).get("requires", ())) or ("hatchling",)
    return Pins(found, builder, project.get("requires-python", ">=3.11,<3.13"), constraining)


def needed(sources: Mapping[str, str], pinned: Pins) -> tuple[Requirement, ...]:
    """Choose what a student must install: what the code imports, what is `UNSEEN`, and what constrains versions.

    Args:
        sources: Python code, by where it stands.
        pinned: What the course pins.

    Returns:
        The requirements, sorted.

    Raises:
        ReleaseError: Something is imported that is not pinned.
    """
    owners = _owners()
    known = {canonicalize_name(one.name) for one in pinned.requirements}
    names = {*UNSEEN, *pinned.constraining}
    for where, source in sources.items():
        for module in sorted(imported(source)):
            if module in sys.stdlib_module_names or module == "gradlab":
                continue
            owned = {canonicalize_name(owner) for owner in owners.get(module, ())} & known
            if not owned:
                raise ReleaseError(
                    f"{where} imports {module}, and no version of it is pinned",
                    f"add it to the dependencies of pyproject.toml: uv add '{module}==VERSION'",
                )
            names |= owned
    return tuple(sorted(pinned.of(names), key=str))


@cache
def _owners() -> Mapping[str, list[str]]:
    """Return which distributions hold a module."""
    return importlib.metadata.packages_distributions()


@cache
def imported(source: str) -> frozenset[str]:
    """Return the top-level modules that code imports, anywhere in it; lines of IPython's own are left out."""
    lines = (line for line in source.split("\n") if not line.lstrip().startswith(("%", "!")))
    try:
        nodes = list(ast.walk(ast.parse("\n".join(lines))))
    except (SyntaxError, ValueError):
        return frozenset()  # a cell that is there to show an error
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {
        node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level
    }
    return frozenset(name.split(".")[0] for name in names)
