"""Lint: what can be known of the course's notebooks and banks without running them.

Runs every rule on every chosen assignment; the rules stand in `rules_*`. `python -m gradlab.course.lint [NAME…]` prints
the findings. Does not run cells: `prove` does. `cli` may import it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence

from gradlab.course import (
    Assignment,
    Course,
    CourseError,
    rules_code,
    rules_exercise,
    rules_file,
    rules_graded,
    rules_prose,
)
from gradlab.course.finding import Draft, Finding
from gradlab.course.rules_bank import bank_is_whole, banks_have_assignments
from gradlab.notebook import Role

__all__ = ["Finding", "lint"]

RULES: tuple[Callable[[Draft], Iterator[Finding]], ...] = (
    *rules_file.RULES,
    *rules_exercise.RULES,
    *rules_code.RULES,
    *rules_graded.RULES,
    *rules_prose.RULES,
)


def lint(course: Course, names: Sequence[str] = ()) -> list[Finding]:
    """Look at assignments.

    Args:
        course: The course.
        names: The assignments; all where there is none, and then the course as a whole too.

    Returns:
        What is to be mended, in the order of assignments and rules; empty for a clean course.

    Raises:
        CourseError: There is no assignment of one of the names.
    """
    findings: list[Finding] = []
    owners: dict[str, str] = {}
    for assignment in course.select(tuple(names)):
        draft = _draft(assignment)
        if isinstance(draft, Finding):
            findings.append(draft)
            continue
        for rule in RULES:
            findings += rule(draft)
        findings += bank_is_whole(assignment, draft)
        findings += _ids_differ(draft, owners)
    if not names:
        findings += banks_have_assignments(course)
    return findings


def _draft(assignment: Assignment) -> Draft | Finding:
    """Read a source notebook for the rules; one that grading could not read is itself a finding."""
    try:
        path = assignment.source
        file = str(path.relative_to(assignment.root))
        return Draft(file, path.read_bytes(), assignment.notebook())
    except CourseError as error:
        return Finding(f"source/{assignment.name}", "", "notebook", error.what, error.fix)


def _ids_differ(draft: Draft, owners: dict[str, str]) -> Iterator[Finding]:
    """Rule `ids`, for the course: what is graded has an id of its own in the whole course."""
    for cell in draft.notebook.cells:
        if cell.role in (Role.SOLUTION, Role.TEST, Role.MANUAL):
            owner = owners.setdefault(cell.id, draft.file)
            if owner != draft.file:
                yield draft.found(
                    "ids", cell, f"{owner} has a graded cell of this id", "rename one of the two exercises"
                )


def main(arguments: Sequence[str]) -> int:
    """Print the findings of a course: 0 for none, 1 for some, 2 for a wrong name.

    Args:
        arguments: Names of assignments, or paths to their folders or notebooks.

    Returns:
        The exit code.
    """
    try:
        findings = lint(Course.find(), arguments)
    except CourseError as error:
        print(f"{error.what}\n\nhint: {error.fix}", file=sys.stderr)
        return 2
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
