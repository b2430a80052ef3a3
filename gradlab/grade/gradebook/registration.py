"""Make an assignment known to the gradebook, as `nbgrader generate_assignment` does, without touching release/.

`recording` imports it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory
from nbgrader import api, dbutil
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateAssignment

from gradlab.grade.gradebook import database, source
from gradlab.grade.gradebook.errors import GradebookError
from gradlab.grade.gradebook.source import Source
from gradlab.grade.gradebook.staging import staging
from gradlab.notebook import printable


def ensure(
    app: Any, coursedir_of: Callable[..., Any], assignment: str, path: Path, *, wait_s: float
) -> dict[tuple[str, str], Source]:
    """Make sure that the gradebook knows an assignment as it is in source/ now.

    Args:
        app: nbgrader's application with the course's configuration.
        coursedir_of: Makes a `CourseDirectory` for an assignment, with options.
        assignment: The assignment's name.
        path: The gradebook's database, created where there is none.
        wait_s: How long another program may hold it.

    Returns:
        The instructor's notebooks, by assignment and notebook.

    Raises:
        GradebookError: There is no such assignment, nbgrader refuses it, or the gradebook cannot be written.
    """
    coursedir = coursedir_of(assignment)
    folder = Path(coursedir.format_path(coursedir.source_directory, ".", assignment))
    if not any(folder.glob("*.ipynb")):
        raise GradebookError(
            f"source/ has no notebook of {printable(assignment)}",
            "rename the submission, or add the assignment",
        )
    database.examine(path, coursedir.course_id, wait_s=wait_s)
    with database.explained(path):
        if not path.exists():
            _create(path, coursedir.course_id)
        try:
            return _load(coursedir, folder, assignment, coursedir.db_url)
        except GradebookError:
            pass
        with (
            staging(Path(coursedir.root) / coursedir.autograded_directory) as staged,
            database.transaction(path, wait_s=wait_s) as db_url,
        ):
            _generate(
                app, coursedir_of(assignment, db_url=db_url, release_directory=_step(staged, coursedir))
            )
            return _load(coursedir, folder, assignment, db_url)


def _create(path: Path, course_id: str) -> None:
    """Create a gradebook that is never seen half made."""
    new = path.with_name(f".{path.name}.new")
    try:
        new.unlink(missing_ok=True)
        with version_read_here():
            Gradebook(f"sqlite:///{new}", course_id).close()
        new.rename(path)
    finally:
        for left in (new, new.with_name(f"{new.name}-journal")):  # where the disk was full
            left.unlink(missing_ok=True)


@contextlib.contextmanager
def version_read_here() -> Iterator[None]:
    """Let nbgrader read the version of its tables in this process: it starts a program for that, for three seconds."""
    by_nbgrader, api.get_alembic_version = api.get_alembic_version, version_of_tables
    try:
        yield
    finally:
        api.get_alembic_version = by_nbgrader


def version_of_tables() -> str:
    """Return the newest version of nbgrader's tables, as alembic calls it."""
    with dbutil._temp_alembic_ini("sqlite://") as ini:
        (head,) = ScriptDirectory.from_config(Config(ini)).get_heads()
    return head


def _load(coursedir: Any, folder: Path, assignment: str, db_url: str) -> dict[tuple[str, str], Source]:
    with Gradebook(db_url, coursedir.course_id) as gradebook:
        return {
            (assignment, path.stem): source.load(path, gradebook, assignment)
            for path in sorted(folder.glob("*.ipynb"))
        }


def _generate(app: Any, coursedir: Any) -> None:
    converter = GenerateAssignment(coursedir=coursedir, parent=app)
    converter.force = True
    try:
        converter.start()
    except Exception as error:
        raise GradebookError(
            f"nbgrader refuses the assignment {coursedir.assignment_id} ({printable(str(error), limit=300)})",
            f'run `nbgrader generate_assignment "{coursedir.assignment_id}" --force` to see more',
        ) from error


def _step(staged: Path, coursedir: Any) -> str:
    return os.path.relpath(staged, coursedir.root)
