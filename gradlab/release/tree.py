"""The files of a course, as git knows them or, where there is no git, by a rule; the commit and the date they are of."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gradlab.archive import EPOCH_S
from gradlab.release import ReleaseError

PRIVATE = ("submitted", "autograded", "feedback", "reports", "gradebook.db", ".nbgrader.log")
"""What holds students' work or marks, at the top of a course: never in a release, even where git knows it."""
KEPT = "autograded/README.md"
"""The one file below `PRIVATE` that says something about the course and nothing about students."""
DOTTED = (".ci", ".gitattributes", ".gitignore", ".github")
"""The names with a leading dot that belong to a course; others are caches and settings of one machine."""
MADE = ("__pycache__", "dist", "uv.lock", "node_modules")
"""Names of what tools make; so is whatever ends like `MADE_ENDINGS`."""
MADE_ENDINGS = (".pyc", ".egg-info", ".db", "~")
LAST_S = 4_354_819_199
"""2107-12-31, the last one."""


@dataclass(frozen=True)
class Tree:
    """A course's folder as it is released."""

    root: Path
    files: tuple[str, ...]
    """Paths relative to the root, with slashes, sorted."""
    executable: frozenset[str]
    commit: str = ""
    """The commit's id; empty where the folder is no checkout."""
    date_s: int = EPOCH_S
    """Seconds since 1970 that everything in the release is dated."""
    changed: tuple[str, ...] = ()
    """What differs from the commit, or is not in git."""

    def read(self, path: str) -> bytes:
        """Return a file's bytes.

        Raises:
            ReleaseError: It is a link, or no file.
        """
        place = self.root / path
        if place.is_symlink() or not place.is_file():
            raise ReleaseError(
                f"{path} is a link or no file, and a zip holds files only",
                f"put the file itself in its place, or `git rm --cached {path}`",
            )
        return place.read_bytes()


def tree(root: Path, *, leave: Path | None = None) -> Tree:
    """Look at a course's folder.

    Args:
        root: The folder.
        leave: Where the release will be written, if that is below the root: not part of the course.

    Returns:
        Its files, by name; by git where git knows any of them.

    Raises:
        ReleaseError: git is there and fails, or SOURCE_DATE_EPOCH is no number.
    """
    listed = _git(root, "ls-files", "-z", "--stage")
    if not listed:
        files = tuple(sorted(_by_rule(root, leave)))
        executable = frozenset(name for name in files if os.access(root / name, os.X_OK))
        return Tree(root, files, executable, date_s=_date(None))
    entries = (entry.partition("\t") for entry in listed.split("\0") if entry)
    modes = {name: about.split()[0] for about, _, name in entries}
    files = tuple(sorted(name for name in modes if not is_private(name)))
    commit = (_git(root, "rev-parse", "HEAD") or "").strip()
    date = (_git(root, "log", "-1", "--format=%ct") or "").strip()
    return Tree(
        root,
        files,
        frozenset(name for name in files if modes[name] == "100755"),
        commit,
        _date(int(date) if date else None),
        tuple(_changes(root, leave)),
    )


def is_private(path: str) -> bool:
    """Tell whether a path holds students' work or marks."""
    return path.split("/")[0] in PRIVATE and path != KEPT


def _changes(root: Path, leave: Path | None) -> Iterator[str]:
    aside = []
    if leave is not None and leave.resolve().is_relative_to(root.resolve()):
        aside = [f":(exclude){leave.resolve().relative_to(root.resolve()).as_posix()}"]
    said = _git(root, "status", "--porcelain", "-z", "--no-renames", "--", ".", *aside) or ""
    yield from (entry[3:] for entry in said.split("\0") if entry)


def _by_rule(root: Path, leave: Path | None) -> Iterator[str]:
    """Name every file but students' work, what tools make, and what starts with a dot."""
    for folder, folders, files in os.walk(root):
        here = Path(folder).relative_to(root)
        folders[:] = [
            name for name in folders if _is_ours(here / name) and Path(folder, name).resolve() != leave
        ]
        yield from ((here / name).as_posix() for name in files if _is_ours(here / name))


def _is_ours(path: Path) -> bool:
    if is_private(path.as_posix()) and path.as_posix() != KEPT.split("/")[0]:
        return False
    dotted = path.name.startswith(".") and path.as_posix() not in DOTTED
    return not dotted and path.name not in MADE and not path.name.endswith(MADE_ENDINGS)


def _date(of_commit: int | None) -> int:
    """Return the date of everything: SOURCE_DATE_EPOCH, else the commit's, else the first that a zip can hold.

    Source: https://reproducible-builds.org/specs/source-date-epoch/
    """
    said = os.environ.get("SOURCE_DATE_EPOCH", "")
    if said and not (said.isascii() and said.isdigit()):
        raise ReleaseError(
            f"SOURCE_DATE_EPOCH is {said}, which is no number of seconds", "unset it, or set it to `date +%s`"
        )
    seconds = int(said) if said else (of_commit if of_commit is not None else EPOCH_S)
    return min(max(seconds, EPOCH_S), LAST_S)


def _git(root: Path, *arguments: str) -> str | None:
    """Return what git prints; None where there is no git, or the folder is no checkout."""
    environment = os.environ | {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        run = subprocess.run(
            ["git", "-C", str(root), *arguments], capture_output=True, env=environment, check=False
        )
    except FileNotFoundError:
        return None
    if run.returncode == 0:
        return run.stdout.decode("utf-8", "surrogateescape")
    said = run.stderr.decode("utf-8", "replace").strip()
    if "not a git repository" in said:
        return None
    raise ReleaseError(
        f"git fails: {said.splitlines()[0] if said else arguments[0]}", "mend the checkout first"
    )
