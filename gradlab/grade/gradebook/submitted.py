"""Submissions as they lie in submitted/: which of them nbgrader finds, what is read of them, what is left alone.

Nothing in such a folder is trusted: not the names, not the links. Judges nothing. The rest of the room imports it.
"""

from __future__ import annotations

import contextlib
import glob
import logging
import os
import re
import stat
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from gradlab.grade.report import Submission
from gradlab.notebook import MAX_MEGABYTES, Notebook, NotebookError, printable


def read(path: Path, resources: Any) -> tuple[Submission, str]:
    """Read a submitted file.

    Args:
        path: The file. A link is not followed, a pipe not opened, and what is too large not read.
        resources: nbgrader's, with student, assignment and notebook.

    Returns:
        The submission, and why nothing was read; empty if it was.
    """
    data, why = b"", ""
    status = os.lstat(path)
    if stat.S_ISREG(status.st_mode) and status.st_size <= MAX_MEGABYTES * 1_000_000:
        data = path.read_bytes()
    else:
        try:
            Notebook.read(path)
        except NotebookError as error:
            why = str(error)
    nbgrader = resources["nbgrader"]
    submission = Submission(
        student=nbgrader["student"],
        assignment=nbgrader["assignment"],
        notebook=nbgrader["notebook"],
        data=data,
    )
    return submission, why


def find_all(converter: Any) -> None:
    """Correct which submissions a converter has found.

    nbgrader looks for files by patterns, so that a folder called `[x]` is passed over, and takes names apart by a regular
    expression that stops the whole run at a name with a line break. The first are added, the second left out with an error.
    Links and pipes beside a notebook are not copied: nbgrader would follow them.
    """
    coursedir, log = converter.coursedir, converter.log
    for folder in _folders(coursedir, converter._input_directory):
        if folder not in converter.assignments:
            found = glob.glob(os.path.join(glob.escape(folder), coursedir.notebook_id + ".ipynb"))
            if found:
                converter.assignments[folder] = found
    pattern = converter._format_source("(?P<assignment_id>.*)", "(?P<student_id>.*)", escape=True)
    for folder in list(converter.assignments):
        if re.fullmatch(pattern, folder) is None:
            del converter.assignments[folder]
            log.error(
                "%s was left out, because nbgrader cannot handle its name; rename it without line breaks, and run again",
                printable(folder, limit=400),
            )
        else:
            leave_out(coursedir, links(folder), log)


def links(folder: str) -> list[str]:
    """Return the names in a submitted folder that are neither files nor folders."""
    found = []
    for where, folders, files in os.walk(folder):
        for name in (*folders, *files):
            mode = os.lstat(os.path.join(where, name)).st_mode
            if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
                found.append(name)
    return found


def leave_out(coursedir: Any, names: list[str], log: Any) -> None:
    """Make nbgrader pass over files of these names when it copies what lies beside a notebook."""
    for name in names:
        if not name.endswith(".ipynb"):
            log.warning("%s is a link or a pipe: it is not copied", printable(name))
            coursedir.ignore = [*coursedir.ignore, glob.escape(name)]


def _folders(coursedir: Any, step: str) -> Iterator[str]:
    """Find the students' folders of an assignment without patterns; nothing where the layout is not nbgrader's own."""
    if coursedir.directory_structure != os.path.join("{nbgrader_step}", "{student_id}", "{assignment_id}"):
        return
    students = Path(coursedir.root) / step
    with contextlib.suppress(OSError):
        for student in sorted(os.listdir(students)):
            folder = students / student / coursedir.assignment_id
            wanted = student == coursedir.student_id or fnmatch(student, coursedir.student_id)
            if wanted and not student.startswith(".") and folder.is_dir():
                yield str(folder)


def is_due(converter: Any, folder: str) -> bool:
    """Whether nbgrader will grade a submission that it has found, as `init_destination` decides it."""
    pattern = converter._format_source("(?P<assignment_id>.*)", "(?P<student_id>.*)", escape=True)
    match = re.fullmatch(pattern, folder)
    if match is None:
        return False
    done = converter._format_dest(match["assignment_id"], match["student_id"])
    if converter.force or not os.path.exists(done):
        return True
    new, old = (converter.coursedir.get_existing_timestamp(place) for place in (folder, done))
    newer = new is not None and old is not None and new > old
    return bool(newer or converter.coursedir.notebook_id != "*")


class Neutral(logging.Filter):
    """Keep control characters of file names and students' text out of the terminal."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Write them as escapes; never hold a record back."""
        text = record.getMessage()
        record.msg = "".join(
            c if c in "\n\t" or c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text
        )
        record.args = ()
        return True


def neutralise(log: logging.Logger) -> None:
    """Let a log show no control characters."""
    if not any(isinstance(old, Neutral) for old in log.filters):
        log.addFilter(Neutral())
