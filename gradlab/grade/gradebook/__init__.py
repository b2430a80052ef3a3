"""nbgrader: the judge in its pipeline, and verdicts in its gradebook.

    c = get_config()
    from gradlab.grade import gradebook
    gradebook.configure(c)

in a course's nbgrader_config.py, and `nbgrader autograde`, `nbgrader generate_feedback` and the formgrader judge every submission
in the sandbox. `record` puts verdicts that `pool` has found into the same gradebook. `cli` imports this page; importing it loads
neither nbgrader nor jax.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gradlab.grade.gradebook.config import configure
from gradlab.grade.gradebook.errors import GradebookError, GradebookUnusable
from gradlab.grade.report import Graded

if TYPE_CHECKING:
    from gradlab.grade.gradebook.recording import Recorder

__all__ = ["Gradebook", "GradebookError", "GradebookUnusable", "configure", "record"]


def record(root: Path, graded: Iterable[Graded]) -> Iterator[tuple[Graded, GradebookError | None]]:
    """Record verdicts in a course's gradebook, with nbgrader's own steps, one submission after the other.

    Late penalties, timestamps and autograded/ come out as from `nbgrader autograde`; scores that people gave stay. The
    assignment is made known to the gradebook where it is not. Each submission is recorded whole or not at all, even if this
    process is killed.

    Args:
        root: The course's folder.
        graded: Verdicts; those on several notebooks of one submission are recorded together.

    Yields:
        Each verdict, with None once it is recorded, else with what is wrong and what to do. Nothing is raised.
    """
    submissions: dict[tuple[str, str], list[Graded]] = {}
    for one in graded:
        submissions.setdefault((one.report.student, one.report.assignment), []).append(one)
    book = Gradebook(root)
    for together in submissions.values():
        problem = book.record(together)
        for one in together:
            yield one, problem


class Gradebook:
    """A course's gradebook, for verdicts that come one after the other. Nothing is loaded before the first."""

    def __init__(self, root: Path) -> None:
        """Remember where the course is.

        Args:
            root: Its folder.
        """
        self._root = root
        self._recorder: Recorder | None = None
        self._problem: GradebookError | None = None

    def record(self, together: Sequence[Graded]) -> GradebookError | None:
        """Record one submission, as `record` does.

        Args:
            together: The verdicts on its notebooks.

        Returns:
            None once it is recorded, else what is wrong and what to do. Nothing is raised.
        """
        from gradlab.grade.gradebook.recording import Recorder

        if self._problem is not None:
            return self._problem
        try:
            if self._recorder is None:
                try:
                    self._recorder = Recorder(self._root)
                except GradebookError as error:
                    self._problem = error
                    raise
            self._recorder.record(together)
        except GradebookError as error:
            return error
        return None
