"""What a guide in docs/ tells its reader to do: commands to type and files to save, in order."""

from __future__ import annotations

import re
from dataclasses import dataclass

BLOCK = re.compile(r"(?:^<!-- (file|not run): (.+?) -->\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
"""A block of code, and the comment before it if that says something about it."""


@dataclass(frozen=True)
class Command:
    """A command of a guide."""

    line: str
    printed: tuple[str, ...]
    """What the guide says it prints."""


@dataclass(frozen=True)
class Saved:
    """A file that the guide tells to save."""

    name: str
    content: str


def steps(text: str) -> list[Command | Saved]:
    """Return what a reader does, in order."""
    found: list[Command | Saved] = []
    for what, about, language, content in BLOCK.findall(text):
        if what == "file":
            found.append(Saved(about, content))
        elif language == "console" and what != "not run":
            for part in re.split(r"^\$ ", content, flags=re.MULTILINE)[1:]:
                line, *printed = part.rstrip("\n").split("\n")
                found.append(Command(line, tuple(printed)))
    return found
