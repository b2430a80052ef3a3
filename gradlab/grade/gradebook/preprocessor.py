"""The two steps of nbgrader's autograde that are ours: judge instead of executing, and record all scores or none.

nbgrader imports this room by its names in the config; `exporter` and `recording` import it.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from nbgrader.api import Gradebook
from nbgrader.preprocessors import AssignLatePenalties, NbGraderPreprocessor, SaveAutoGrades
from traitlets import Bool, Float, Unicode, default

from gradlab.grade.gradebook import autograded, database
from gradlab.grade.gradebook.config import HOW
from gradlab.grade.gradebook.keeper import keeper
from gradlab.grade.report import Graded
from gradlab.grade.settings import DEFAULTS, Settings


class NotGraded(Exception):
    """The grader failed, not the submission: nothing is recorded, and earlier scores stay."""


class Judge(NbGraderPreprocessor):  # type: ignore[misc]
    """Grade the submitted file, and put outputs and marks into the notebook at hand. Takes the place of `Execute`."""

    test_s = Float(DEFAULTS.test_s, help="Seconds for one case of a test").tag(config=True)
    cell_s = Float(DEFAULTS.cell_s, help="Seconds for one of the student's cells").tag(config=True)
    submission_s = Float(DEFAULTS.submission_s, help="Seconds for a whole notebook").tag(config=True)
    reveal = Bool(
        DEFAULTS.reveal, help="Whether feedback tells what hidden tests compared, inputs included"
    ).tag(config=True)
    platform = Unicode(DEFAULTS.platform, help="Where the judge computes: cpu or cuda").tag(config=True)
    cache = Unicode(help="A private folder for compiled programs; empty: none is kept").tag(config=True)

    @default("cache")
    def _cache_default(self) -> str:
        return str(Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "gradlab")

    def settings(self) -> Settings:
        """Return how to grade, as the course configures it."""
        return Settings(
            test_s=self.test_s,
            cell_s=self.cell_s,
            submission_s=self.submission_s,
            reveal=self.reveal,
            platform=self.platform,
            cache=self._cache_folder(),
        )

    def _cache_folder(self) -> Path | None:
        folder = Path(self.cache).expanduser()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            return None
        return folder if self.cache else None

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Judge one notebook.

        Args:
            nb: The notebook that `SubmissionExporter` rebuilt, changed in place.
            resources: nbgrader's, with student, assignment and notebook.

        Returns:
            Both.

        Raises:
            NotGraded: The grader is broken.
        """
        graded = self._graded(resources)
        report = graded.report
        if report.grader_error:
            raise NotGraded(
                f"{report.student}, {report.assignment}: not graded, the scores stay as they were "
                f"({report.grader_error}); run `gradlab doctor`, then grade again"
            )
        autograded.show(nb, graded)
        resources["gradlab"] = graded
        by_hand = sum(mark.points for mark in report.cells if mark.manual)
        rest = f", {by_hand:g} more by hand" if by_hand else ""
        said = f"{report.earned:g} of {report.points - by_hand:g} points{rest}"
        self.log.info(
            "%s, %s/%s: %s",
            report.student,
            report.assignment,
            report.notebook,
            f"refused: {report.refused}" if report.refused else said,
        )
        return nb, resources

    def _graded(self, resources: Any) -> Graded:
        exporter: Any = self.parent
        if getattr(exporter, "submission", None) is None:
            raise NotGraded(f"the course is not configured for the judge; {HOW}")
        nbgrader = resources["nbgrader"]
        known: dict[str, Graded] = getattr(exporter.converter, "graded", {})
        if nbgrader["notebook"] in known:
            return known[nbgrader["notebook"]]
        submission, why = exporter.submission
        graded = keeper.grade(exporter.source_of(resources).notebook, submission, self.settings())
        if why:
            graded = replace(graded, report=replace(graded.report, refused=why))
        return graded


class Record(NbGraderPreprocessor):  # type: ignore[misc]
    """Write the scores of a submission, with nbgrader's own steps, once its last notebook is judged: in one transaction.

    Takes the place of `SaveAutoGrades` and `AssignLatePenalties`.
    """

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Keep a judged notebook; with the last one, record them all.

        Args:
            nb: The judged notebook.
            resources: nbgrader's.

        Returns:
            Both, unchanged.

        Raises:
            GradebookError: The gradebook cannot be written; then it holds what it held before.
        """
        exporter: Any = self.parent
        nbgrader = resources["nbgrader"]
        who = nbgrader["student"], nbgrader["assignment"]
        exporter.kept = [kept for kept in exporter.kept if _who(kept[1]) == who]
        exporter.kept.append((nb, resources, resources.pop("gradlab")))
        last = sorted(exporter.converter.notebooks)[-1]
        if Path(last).stem == nbgrader["notebook"]:
            kept, exporter.kept = exporter.kept, []
            path = database.path_of(nbgrader["db_url"])
            # A recording has a transaction open already; other databases than SQLite see nbgrader's own commits.
            begin = contextlib.nullcontext(nbgrader["db_url"]) if path is None else database.transaction(path)
            with begin as db_url:
                for one, its_resources, graded in kept:
                    self._record(one, _through(its_resources, db_url), graded)
        return nb, resources

    def _record(self, nb: Any, resources: Any, graded: Graded) -> None:
        for step in (SaveAutoGrades, AssignLatePenalties):
            step(parent=self.parent).preprocess(nb, resources)
        if graded.report.refused:
            nbgrader = resources["nbgrader"]
            with Gradebook(nbgrader["db_url"]) as gradebook:
                submission = gradebook.find_submission_notebook(
                    nbgrader["notebook"], nbgrader["assignment"], nbgrader["student"]
                )
                for grade in submission.grades:
                    grade.needs_manual_grade = True
                gradebook.db.commit()


def _who(resources: Any) -> tuple[str, str]:
    return resources["nbgrader"]["student"], resources["nbgrader"]["assignment"]


def _through(resources: Any, db_url: str) -> Any:
    return {**resources, "nbgrader": {**resources["nbgrader"], "db_url": db_url}}
