"""nbgrader: the judge in its pipeline, and verdicts in its gradebook.

    c = get_config()
    from gradlab.grade import gradebook
    gradebook.configure(c)

in a course's nbgrader_config.py, and `nbgrader autograde`, `nbgrader generate_feedback` and the formgrader judge every submission
in the sandbox. `record` puts verdicts that `pool` has found into the same gradebook. `cli` imports this page; importing it loads
neither nbgrader nor jax.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from gradlab.grade.gradebook.config import configure
from gradlab.grade.gradebook.errors import GradebookError, GradebookUnusable
from gradlab.grade.report import Graded

__all__ = ["GradebookError", "GradebookUnusable", "configure", "record"]


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
    if not submissions:
        return
    from gradlab.grade.gradebook.recording import Recorder

    problem: GradebookError | None = None
    recorder: Recorder | None = None
    try:
        recorder = Recorder(root)
    except GradebookError as error:
        problem = error
    for together in submissions.values():
        if recorder is not None:
            problem = None
            try:
                recorder.record(together)
            except GradebookError as error:
                problem = error
        for one in together:
            yield one, problem
