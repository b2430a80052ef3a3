"""The folder of a release: the two zips, the manifest and the changelog's section, written whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from gradlab.archive import pack
from gradlab.release import ReleaseError, manifest, student
from gradlab.release.version import section


def student_zip(release: manifest.Release) -> bytes:
    """Pack the students' bundle."""
    files = student.files(release.course, release.name, release.version)
    top = student.top(release.name, release.version)
    return pack(files, top=top, date_s=release.tree.date_s)


def instructor_zip(release: manifest.Release) -> bytes:
    """Pack the whole course, as the tree lists it."""
    files = {path: release.tree.read(path) for path in release.tree.files}
    top = f"{release.name}-{release.version}-instructor"
    return pack(files, top=top, date_s=release.tree.date_s, executable=release.tree.executable)


def contents(release: manifest.Release, students: bytes) -> dict[str, bytes]:
    """Make every file of a release.

    Args:
        release: What is released.
        students: The students' zip, which has been looked into.

    Returns:
        The files, by name.
    """
    files = {
        student.archive_name(release.name, release.version): students,
        f"{release.name}-{release.version}-instructor.zip": instructor_zip(release),
        f"CHANGELOG-{release.version}.md": section(release.course.root, release.version).encode(),
    }
    return files | {manifest.NAME: manifest.manifest(release, files)}


def is_same(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Tell whether a folder holds exactly these files."""
    if not folder.is_dir() or {path.name for path in folder.iterdir()} != set(files):
        return False
    return all((folder / name).is_file() and (folder / name).read_bytes() == files[name] for name in files)


def check_place(folder: Path, files: Mapping[str, bytes], *, force: bool) -> None:
    """Check that a release may be written to a folder.

    Args:
        folder: Where to.
        files: What is to stand there.
        force: Whether another release may be replaced.

    Raises:
        ReleaseError: There is something else, or another release and not `force`.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise ReleaseError(f"{folder} is a link or a file", "name another folder: --out DIR")
    if not folder.is_dir() or not any(folder.iterdir()) or is_same(folder, files):
        return
    version, known = _release_in(folder)
    foreign = sorted({path.name for path in folder.iterdir()} - known)
    if foreign:
        raise ReleaseError(
            f"{folder} holds {foreign[0]}, which is no part of a release and would be lost",
            "move it away, or name another folder: --out DIR",
        )
    if not force:
        raise ReleaseError(
            f"{folder} holds a release {version} of other bytes",
            "keep it and name another folder (--out DIR), give this one a new version, or replace it with --force",
        )


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a release into a folder beside the place, then rename it: nobody sees half of it.

    Args:
        folder: The place; what `check_place` allows there is replaced.
        files: The files, by name.

    Raises:
        OSError: It cannot be written; what was there is still there.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        new, old = workshop / "new", workshop / "old"
        new.mkdir()
        for name, data in files.items():
            (new / name).write_bytes(data)
            (new / name).chmod(0o644)
        new.chmod(0o755)
        if folder.exists():
            os.replace(folder, old)
        try:
            os.replace(new, folder)
        except OSError:
            if old.exists():
                os.replace(old, folder)
            raise
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _release_in(folder: Path) -> tuple[str, set[str]]:
    """Return the version of the release in a folder, and the names of its files."""
    try:
        content = json.loads((folder / manifest.NAME).read_bytes())
        return str(content["version"]), {manifest.NAME, *content["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return "", set()
