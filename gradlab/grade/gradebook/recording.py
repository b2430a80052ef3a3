"""Put verdicts that are there already into the gradebook, one submission after the other, each whole or not at all.

For each submission nbgrader's own converter writes to a hidden folder in autograded/ and, in one transaction, to the database;
then the transaction is committed, and then the folder takes its place. Whatever stops this in between, the gradebook holds the
old scores or the new ones, and recording again completes the work. Runs no student code. `gradebook.record` leads here.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbconvert.writers.files import FilesWriter
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning

from gradlab.grade.gradebook import config, database, exporter, registration, submitted, validation
from gradlab.grade.gradebook.errors import GradebookError, GradebookUnusable
from gradlab.grade.gradebook.source import Source
from gradlab.grade.gradebook.staging import place, staging
from gradlab.grade.report import Graded
from gradlab.notebook import printable


class Recording(Autograde):  # type: ignore[misc]
    """nbgrader's `Autograde` for one submission whose notebooks have been judged."""

    graded: dict[str, Graded]
    """The verdicts by notebook, where `Judge` looks for them."""

    def record(
        self,
        folder: str,
        student: str,
        assignment: str,
        graded: dict[str, Graded],
        sources: dict[tuple[str, str], Source],
    ) -> None:
        """Convert the notebooks of one submission, as `Autograde.start` does for many.

        Args:
            folder: Where the submission is.
            student: Whose it is.
            assignment: What it answers.
            graded: The verdict on each notebook.
            sources: The instructor's notebooks, by assignment and notebook.

        Raises:
            Exception: Whatever nbgrader raises; nothing is caught.
        """
        self.graded = graded
        steps: Any = getattr(self, "autograde_preprocessors")  # noqa: B009 - its class is untyped
        self.autograde_preprocessors = config.autograde_steps(steps)
        self.notebooks = [os.path.join(folder, f"{name}.ipynb") for name in sorted(graded)]
        self.writer = FilesWriter(parent=self, config=self.config)  # type: ignore[no-untyped-call]
        reader = exporter.JudgedExporter(parent=self, config=self.config)
        reader.sources = sources
        self.exporter = reader
        with contextlib.chdir(self.coursedir.root):
            self.run_pre_convert_hook()
            self.init_assignment(assignment, student)
            for notebook in self.notebooks:
                self.convert_single_notebook(notebook)
            self.set_permissions(assignment, student)


class Recorder:
    """Records into the gradebook of one course."""

    def __init__(self, root: Path, *, wait_s: float = database.WAIT_S) -> None:
        """Read the course's configuration.

        Args:
            root: The course's folder.
            wait_s: How long another program may hold the gradebook.

        Raises:
            GradebookError: nbgrader_config.py cannot be read, or the gradebook is not a SQLite database.
        """
        self.root, self.wait_s = root.absolute(), wait_s
        self.app = config.application(self.root)
        self.database = database.path_of(self._coursedir("").db_url)
        if self.database is None:
            raise GradebookError(
                "the gradebook is not a SQLite database", "record with `nbgrader autograde` instead"
            )
        self._hopeless: GradebookUnusable | None = None
        """Why nothing at all can be recorded: found once, not waited for again."""
        self._sources: dict[str, dict[tuple[str, str], Source] | GradebookError] = {}

    def record(self, graded: Sequence[Graded]) -> None:
        """Record one submission.

        Args:
            graded: The verdicts on its notebooks: one student, one assignment.

        Raises:
            GradebookError: Nothing was recorded, and what was there has stayed.
        """
        if self._hopeless is not None:
            raise self._hopeless
        report = graded[0].report
        for one in graded:
            if one.report.grader_error:
                raise GradebookError(
                    f"not graded, so the scores stay as they were ({one.report.grader_error})",
                    "run `gradlab doctor`, then grade again",
                )
        try:
            with warnings.catch_warnings(), validation.schemas_checked_once():
                # nbgrader lets SQLAlchemy warn about objects that it adds a line later.
                warnings.simplefilter("ignore", SAWarning)
                self._record(report.student, report.assignment, {one.report.notebook: one for one in graded})
        except GradebookUnusable as error:
            self._hopeless = error
            raise
        except GradebookError:
            raise
        except Exception as error:
            raise GradebookError(
                f"nbgrader could not record it ({type(error).__name__}: {printable(str(error), limit=300)})",
                f"see more with `nbgrader autograde {report.assignment!r} --student {report.student!r} --force`",
            ) from error

    def _record(self, student: str, assignment: str, graded: dict[str, Graded]) -> None:
        assert self.database is not None
        usual = self._coursedir(assignment)
        folder = _submitted(usual, student, assignment, graded)
        sources = self._sources_of(assignment)
        with database.explained(self.database), staging(self.root / usual.autograded_directory) as staged:
            step = str(staged.relative_to(self.root))
            with database.transaction(self.database, wait_s=self.wait_s) as db_url:
                apart = self._coursedir(assignment, autograded_directory=step, db_url=db_url)
                apart.student_id = student
                converter = Recording(coursedir=apart, parent=self.app)
                submitted.leave_out(apart, submitted.links(folder), converter.log)
                converter.record(folder, student, assignment, graded, sources)
            place(
                Path(apart.format_path(step, student, assignment)),
                Path(usual.format_path(usual.autograded_directory, student, assignment)),
                staged,
            )
            # What it says is no longer so; `nbgrader generate_feedback` writes it anew.
            shutil.rmtree(
                usual.format_path(usual.feedback_directory, student, assignment), ignore_errors=True
            )
            converter.run_post_convert_hook()

    def _sources_of(self, assignment: str) -> dict[tuple[str, str], Source]:
        """Return an assignment's notebooks, made known to the gradebook where it does not know them as they are."""
        if assignment not in self._sources:
            assert self.database is not None
            try:
                self._sources[assignment] = registration.ensure(
                    self.app, self._coursedir, assignment, self.database, wait_s=self.wait_s
                )
            except GradebookUnusable:
                raise
            except GradebookError as error:
                self._sources[assignment] = error
        found = self._sources[assignment]
        if isinstance(found, GradebookError):
            raise found
        return found

    def _coursedir(self, assignment: str, **options: Any) -> Any:
        return CourseDirectory(parent=self.app, root=str(self.root), assignment_id=assignment, **options)


def _submitted(coursedir: Any, student: str, assignment: str, graded: dict[str, Graded]) -> str:
    """Return the folder of a submission.

    Raises:
        GradebookError: nbgrader cannot handle its name, or a notebook is no longer there.
    """
    folder: str = coursedir.format_path(coursedir.submitted_directory, student, assignment)
    pattern = coursedir.format_path(coursedir.submitted_directory, "(?P<s>.*)", "(?P<a>.*)", escape=True)
    match = re.fullmatch(pattern, folder)
    if match is None or (match["s"], match["a"]) != (student, assignment):
        raise GradebookError(
            "nbgrader cannot handle the folder's name", "rename it without line breaks, and run again"
        )
    for name in graded:
        if not os.path.lexists(os.path.join(folder, f"{name}.ipynb")):
            raise GradebookError(
                f"{name}.ipynb is no longer in {coursedir.submitted_directory}/", "put it back, and run again"
            )
    return folder
