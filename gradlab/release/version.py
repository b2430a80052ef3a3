"""The version of a course release, `YYYY.N`, and its section of the changelog."""

from __future__ import annotations

import re
from pathlib import Path

from gradlab.notebook import printable
from gradlab.release import ReleaseError

CHANGELOG = "CHANGELOG.md"

_VERSION = re.compile(r"20[0-9]{2}\.[1-9][0-9]?")


def checked(version: str) -> str:
    """Return a version that is well formed.

    Args:
        version: What a person typed.

    Raises:
        ReleaseError: It is not a year, a point and a number from 1 to 99.
    """
    if not _VERSION.fullmatch(version):
        raise ReleaseError(
            f"{printable(version)} is no version of a course release",
            "a version is the year and a number: gradlab release 2026.1",
        )
    return version


def section(root: Path, version: str) -> str:
    """Return the section of the changelog on a version, its heading included.

    Args:
        root: The course's folder.
        version: The version.

    Raises:
        ReleaseError: There is no changelog, no section on the version, or nothing in it.
    """
    path = root / CHANGELOG
    if not path.is_file():
        raise ReleaseError(
            f"there is no {CHANGELOG}", f"write one, with a section `## {version}` on what is new"
        )
    sections = re.split(r"^(?=## )", path.read_text("utf-8"), flags=re.MULTILINE)
    heading = re.compile(rf"## \[?{re.escape(version)}(?![\w.])")
    found = [text for text in sections if heading.match(text)]
    if len(found) != 1:
        many = f"{len(found)} sections" if found else "no section"
        raise ReleaseError(
            f"{CHANGELOG} has {many} on {version}",
            f"give it one: a line `## {version}`, and what is new below",
        )
    if not found[0].partition("\n")[2].strip():
        raise ReleaseError(f"the section {version} of {CHANGELOG} is empty", "say what is new for students")
    return found[0].rstrip() + "\n"
