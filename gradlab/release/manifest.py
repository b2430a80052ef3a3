"""The manifest of a release: what it is made of, what was checked, and the SHA-256 of every file in it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import gradlab
from gradlab.course import Course
from gradlab.course.bank import variants
from gradlab.release.pins import PYTHONS, pins
from gradlab.release.tree import Tree

NAME = "manifest.json"
NOT_PROVEN = "not proven"
PROVEN = "each exactly as it must be; every hidden test is lost by a wrong submission"


@dataclass(frozen=True)
class Release:
    """What is released."""

    course: Course
    name: str
    version: str
    tree: Tree
    proven: bool
    """Whether the bank has been graded, and each known submission got what it must get."""


def manifest(release: Release, files: Mapping[str, bytes]) -> bytes:
    """Write the manifest.

    Args:
        release: What is released.
        files: The other files of the release, by name.

    Returns:
        JSON that holds no time of day but the commit's, no machine, and no path outside the release.
    """
    date = datetime.fromtimestamp(release.tree.date_s, UTC)
    pinned = pins(release.course.root)
    content = {
        "course": release.name,
        "version": release.version,
        "date": date.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "commit": release.tree.commit or "no checkout of git",
        "gradlab": gradlab.__version__,
        "versions": {python: dict(sorted(pinned.versions(python).items())) for python in PYTHONS},
        "proof": {
            "verdict": PROVEN if release.proven else NOT_PROVEN,
            "known submissions": {one.name: _known(release, one.name) for one in release.course.assignments},
        },
        "files": {name: _file(name, data) for name, data in sorted(files.items())},
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _known(release: Release, assignment: str) -> dict[str, int]:
    """Count the bank of an assignment; the full and the empty submission are known, too."""
    kinds = Counter(one.kind for one in variants(release.course.assignment(assignment)))
    return {"full": 1, "stub": 1, **{kind: kinds[kind] for kind in ("wrong", "right", "hostile")}}


def _file(name: str, data: bytes) -> dict[str, object]:
    entry: dict[str, object] = _sum(data)
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entry["files"] = {one.filename: _sum(archive.read(one)) for one in archive.infolist()}
    return entry


def _sum(data: bytes) -> dict[str, object]:
    return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
