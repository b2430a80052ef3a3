"""The page that a student gets back: what `nbgrader generate_feedback` writes, in our own template.

The page is whole in itself: no script, and nothing that is loaded from elsewhere. nbgrader imports `FeedbackExporter` by its name
in the config.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import GenerateFeedback
from nbgrader.utils import is_task
from traitlets import validate

from gradlab.grade.gradebook import config, submitted
from gradlab.grade.gradebook import sections as division
from gradlab.grade.gradebook.formulas import formulas
from gradlab.grade.gradebook.markup import harmless
from gradlab.notebook import printable

OUTPUT_LINES = 120
"""Of one output, shown on the page: two sides of A4. The rest is in the student's own notebook."""
_HEADINGS = re.compile(r"<(/?)h([1-6])\b")
_PICTURES = re.compile(r'<img\b[^>]*?\bsrc="(https?:[^"]*)"[^>]*>')
_ANCHORS = re.compile(r'<a class="anchor-link"[^>]*>.*?</a>', re.DOTALL)


@dataclass(frozen=True)
class Facts:
    """What stands at the head of a page."""

    course: str
    assignment: str
    notebook: str
    student: str
    earned: float
    """With the penalty taken off."""
    points: float
    penalty: float
    late: str
    """By how much, in words; empty if it was in time."""


class FeedbackExporter(HTMLExporter):
    """nbgrader's page, for all students, in our template. Its parent is nbgrader's `GenerateFeedback` converter."""

    def __init__(self, **kw: Any) -> None:
        """Correct which notebooks the converter has found."""
        super().__init__(**kw)  # type: ignore[no-untyped-call]
        if isinstance(self.parent, GenerateFeedback):
            submitted.neutralise(self.parent.log)
            submitted.find_all(self.parent)

    @validate("extra_template_basedirs")
    def _in_the_course(self, proposal: Any) -> list[str]:
        """Let a course name a folder of its own, wherever this process runs."""
        root = self.parent.coursedir.root if isinstance(self.parent, GenerateFeedback) else ""
        return [os.path.join(root, one) for one in proposal["value"]]

    def default_filters(self) -> Any:
        """Add what our template needs to nbconvert's filters."""
        yield from super().default_filters()  # type: ignore[no-untyped-call]
        yield from {
            "body": division.body,
            "by_hand": division.by_hand,
            "folded": division.folded,
            "is_answer": division.is_answer,
            "is_notice": division.is_notice,
            "is_task": is_task,
            "output_text": output_text,
            "points": points,
            "prose": prose,
            "tests_of": division.tests_of,
        }.items()

    def _create_environment(self) -> Any:
        environment = super()._create_environment()  # type: ignore[no-untyped-call]
        # Ours escapes whatever it does not call safe, and so do those built on it; nbgrader's and nbconvert's do it by hand.
        environment.autoescape = config.TEMPLATE in self.get_template_names()  # type: ignore[no-untyped-call]
        return environment

    def _preprocess(self, nb: Any, resources: Any) -> Any:
        nb, resources = super()._preprocess(nb, resources)  # type: ignore[no-untyped-call]
        if "nbgrader" in resources:
            facts = self._facts(nb, resources["nbgrader"])
            resources["gradlab"] = {"facts": facts, "sections": division.sections(nb.cells)}
        return nb, resources

    def _facts(self, nb: Any, nbgrader: Any) -> Facts:
        """Look up what the page's head says, and mark the cells that wait for a person."""
        notebook, assignment, student = (nbgrader[key] for key in ("notebook", "assignment", "student"))
        name, late, course = student, "", ""
        try:
            with Gradebook(nbgrader["db_url"]) as gradebook:
                submission = gradebook.find_submission(assignment, student)
                course = submission.assignment.course_id or ""
                person = submission.student
                full = " ".join(filter(None, (person.first_name, person.last_name)))
                name = f"{full} ({student})" if full else student
                late = duration(submission.total_seconds_late)
                waits = {
                    grade.name
                    for grade in gradebook.find_submission_notebook(notebook, assignment, student).grades
                    if grade.needs_manual_grade
                }
        except MissingEntry:
            waits = set()
        for cell in nb.cells:
            if "nbgrader" in cell.metadata:
                cell.metadata.nbgrader["waits"] = cell.metadata.nbgrader.get("grade_id") in waits
        return Facts(
            course=printable(course),
            assignment=printable(assignment),
            notebook=printable(notebook),
            student=printable(name, limit=120),
            earned=float(nbgrader.get("score") or 0),
            points=float(nbgrader.get("max_score") or 0),
            penalty=float(nbgrader.get("late_penalty") or 0),
            late=late,
        )


def points(value: Any) -> str:
    """Write points with at most two decimals."""
    return f"{round(float(value), 2):g}"


def duration(seconds: float) -> str:
    """Write a time in words, to the minute.

    Args:
        seconds: How long.

    Returns:
        Two units at most: `3 days 2 hours`; nothing for none.
    """
    minutes = -int(-seconds // 60)
    parts = (minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute")
    words = [f"{count} {unit}{'s' if count != 1 else ''}" for count, unit in parts if count]
    return " ".join(words[:2])


def output_text(text: str) -> str:
    """Cut what a cell printed to what a page shows.

    Args:
        text: What it printed.

    Returns:
        Its first lines, and how many there are besides.
    """
    lines = text.rstrip("\n").split("\n")
    more = len(lines) - OUTPUT_LINES
    if more <= 0:
        return "\n".join(lines)
    return "\n".join([*lines[:OUTPUT_LINES], f"[… {more} more lines are left out of this page]"])


def prose(html: str) -> str:
    """Make the HTML of Markdown fit for the page.

    Args:
        html: What nbconvert made of a text.

    Returns:
        Harmless HTML: headings below the page's own, links in place of pictures that would have to be loaded, formulas set.
    """
    cleaned = _ANCHORS.sub("", harmless(html))
    lower = _HEADINGS.sub(lambda match: f"<{match[1]}h{min(6, int(match[2]) + 2)}", cleaned)
    return formulas(_PICTURES.sub(r'<a href="\1">a picture on another page</a>', lower))
