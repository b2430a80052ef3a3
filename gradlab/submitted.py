"""What has been handed in: the notebooks under `submitted/STUDENT/ASSIGNMENT/`, nbgrader's layout.

Finds and reads files; judges nothing. `cli` imports this room.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gradlab.course import Course, CourseError
from gradlab.grade.report import Submission
from gradlab.notebook import MAX_MEGABYTES, printable

FOLDER = "submitted"


@dataclass(frozen=True)
class HandedIn:
    """One notebook of one student."""

    path: Path
    source: Path
    """The instructor's notebook it answers."""
    student: str
    assignment: str

    def read(self) -> Submission:
        """Read the file. One that is too large to be a notebook is read only as far as shows that.

        Raises:
            OSError: the file cannot be read, or is a link: what it leads to is not what was handed in.
        """
        if self.path.is_symlink() or not self.path.resolve().is_relative_to(self.path.parents[2].resolve()):
            raise OSError(errno.ELOOP, "it is a link, and links are not followed", str(self.path))
        with open(os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            data = file.read((MAX_MEGABYTES << 20) + 1)
        return Submission(
            student=self.student, assignment=self.assignment, notebook=self.path.stem, data=data
        )


def find(course: Course, wanted: Sequence[str]) -> list[HandedIn]:
    """Find the submissions that are meant.

    Args:
        course: the course.
        wanted: names of assignments, folders under `submitted/`, or notebooks; empty means every submission.

    Returns:
        The submissions, by assignment, student and notebook; each once.

    Raises:
        CourseError: something wanted is not there, or nothing has been handed in.
    """
    everything = list(_everything(course))
    if not wanted:
        if not everything:
            raise CourseError(
                f"nothing has been handed in: {FOLDER}/ holds no notebook",
                f"put submissions at {FOLDER}/STUDENT/ASSIGNMENT/NOTEBOOK.ipynb, or try `gradlab demo`",
            )
        return everything
    chosen: dict[Path, HandedIn] = {}
    for text in wanted:
        matches = _matching(course, everything, text)
        if not matches:
            raise CourseError(
                f"nothing handed in matches {printable(text)}",
                f"name an assignment ({', '.join(a.name for a in course.assignments)}), "
                f"a folder under {FOLDER}/ or a notebook in it",
            )
        chosen |= {one.path: one for one in matches}
    return [one for one in everything if one.path in chosen]


def _everything(course: Course) -> Iterator[HandedIn]:
    found = []
    for folder in sorted((course.root / FOLDER).glob("*/*/")):
        sources = {path.name: path for path in (course.root / "source" / folder.name).glob("*.ipynb")}
        for name, source in sorted(sources.items()):
            path = folder / name
            if path.exists() or path.is_symlink():
                found.append(HandedIn(path, source, folder.parent.name, folder.name))
    yield from sorted(found, key=lambda one: (one.assignment, one.student, one.path.name))


def _matching(course: Course, everything: list[HandedIn], text: str) -> list[HandedIn]:
    path = Path(text).resolve()
    if path.exists() and path.is_relative_to(course.root / FOLDER):
        return [one for one in everything if one.path.is_relative_to(path)]
    name = course.assignment(text).name
    return [one for one in everything if one.assignment == name]
