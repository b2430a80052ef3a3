"""The first and the last word in nbgrader's autograde: checks before anything is touched, and reads submissions our way.

nbgrader makes its exporter after it has found the submissions and before it removes, copies or records anything: the place to
refuse. Then it gives the exporter each file to sanitise: the place to rebuild the notebook from the source, so that nbgrader's
own steps always see a whole one. nbgrader imports this room by its name in the config; `recording` imports it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbconvert.preprocessors import ExecutePreprocessor
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters.base import NbGraderException
from traitlets.utils.importstring import import_item

from gradlab.grade.gradebook import autograded, database, source, submitted
from gradlab.grade.gradebook.config import HOW
from gradlab.grade.gradebook.errors import GradebookError
from gradlab.grade.gradebook.keeper import keeper
from gradlab.grade.platforms import PlatformError
from gradlab.grade.report import Graded, Submission
from gradlab.grade.sandbox import SandboxError
from gradlab.notebook import Notebook, NotebookError, merge


class JudgedExporter(NotebookExporter):
    """Reads a submission as the judge does. Its parent is nbgrader's `Autograde` converter."""

    def __init__(self, config: Any = None, **kw: Any) -> None:
        """Prepare to read submissions."""
        super().__init__(config=config, **kw)  # type: ignore[no-untyped-call]
        # One validation a pass instead of one a step.
        self.optimistic_validation = True
        self.sources: dict[tuple[str, str], source.Source] = {}
        """The instructor's notebooks, by assignment and notebook."""
        self.submission: tuple[Submission, str] | None = None
        """The file at hand as it was read, once: what is shown is what is judged."""
        self.kept: list[tuple[Any, Any, Graded]] = []
        """Judged notebooks of the submission at hand whose scores are not recorded yet."""

    @property
    def converter(self) -> Any:
        """The nbgrader converter that uses this exporter."""
        return self.parent

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> Any:
        """Read a submitted file as the notebook that is graded; any other file as it is.

        Args:
            filename: Where the notebook is.
            resources: nbgrader's, with student, assignment and notebook.
            kw: Passed on.

        Returns:
            What the preprocessors made of the notebook, and the resources.

        Raises:
            GradebookError: The source cannot be read, or differs from what the gradebook knows.
        """
        if not self.converter._sanitizing:
            return super().from_filename(filename, resources=resources, **kw)
        name = resources["nbgrader"]["notebook"]
        resources["metadata"] = {"name": name, "path": os.path.dirname(filename)}
        original = self.source_of(resources)
        self.submission = submitted.read(Path(filename), resources)
        submission = self.submission[0]
        try:
            merged = merge(original.notebook, Notebook.loads(submission.data, name)).notebook
        except NotebookError:
            # The judge refuses it with the reason.
            merged = autograded.unanswered(original.notebook)
        node = autograded.rebuilt(original, merged, submission.data)
        return self.from_notebook_node(node, resources=resources, **kw)  # type: ignore[no-untyped-call]

    def source_of(self, resources: Any) -> source.Source:
        """Return the instructor's notebook that a submission is judged against.

        Raises:
            GradebookError: It cannot be read, or differs from what the gradebook knows.
        """
        nbgrader, coursedir = resources["nbgrader"], self.converter.coursedir
        key = nbgrader["assignment"], nbgrader["notebook"]
        if key not in self.sources:
            folder = coursedir.format_path(coursedir.source_directory, ".", key[0])
            with Gradebook(nbgrader["db_url"], coursedir.course_id) as gradebook:
                self.sources[key] = source.load(Path(folder) / f"{key[1]}.ipynb", gradebook, key[0])
        return self.sources[key]


class SubmissionExporter(JudgedExporter):
    """The same, for submissions that are not judged yet: checks first that they can be graded and their marks recorded."""

    def __init__(self, config: Any = None, **kw: Any) -> None:
        """Check.

        Raises:
            NbGraderException: They cannot; the reason and what to do are in the log.
        """
        super().__init__(config=config, **kw)
        try:
            self.check()
        except GradebookError as error:
            self.log.error("%s", error)
            raise NbGraderException(str(error)) from None

    def check(self) -> None:
        """Refuse what cannot be graded, before anything is touched."""
        converter = self.converter
        submitted.neutralise(converter.log)
        _check_steps(converter.autograde_preprocessors)
        coursedir = converter.coursedir
        if not known(coursedir):
            raise source.unknown(f"the assignment {coursedir.assignment_id}", coursedir.assignment_id)
        submitted.find_all(converter)
        if any(submitted.is_due(converter, folder) for folder in converter.assignments):
            try:
                keeper.ready(self.judge().settings())
            except SandboxError as error:
                raise GradebookError(f"student code cannot be confined here ({error})", error.fix) from None
            except PlatformError as error:
                raise GradebookError(error.what, error.fix) from None

    def judge(self) -> Any:
        """Return a `Judge` with the course's configuration."""
        from gradlab.grade.gradebook.preprocessor import Judge

        return Judge(parent=self)


def known(coursedir: Any) -> bool:
    """Tell whether the gradebook knows the assignment, and make sure that it can be written.

    Raises:
        GradebookError: It is not a gradebook, another course's, an older nbgrader's, locked, or read-only.
    """
    path = database.path_of(coursedir.db_url)
    if path is not None:
        database.examine(path, coursedir.course_id)
        if not path.exists():
            return False
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        try:
            gradebook.find_assignment(coursedir.assignment_id)
        except MissingEntry:
            return False
    return True


def _check_steps(steps: list[Any]) -> None:
    """Make sure that the judge is there, and nothing that runs student code here."""
    from gradlab.grade.gradebook.preprocessor import Judge, Record

    classes = [import_item(step) if isinstance(step, str) else step for step in steps]
    for step in classes:
        if isinstance(step, type) and issubclass(step, ExecutePreprocessor):
            raise GradebookError(f"{step.__name__} would run student code without a sandbox", HOW)
    for needed in (Judge, Record):
        if not any(isinstance(step, type) and issubclass(step, needed) for step in classes):
            raise GradebookError(f"c.Autograde.autograde_preprocessors lacks {needed.__name__}", HOW)
