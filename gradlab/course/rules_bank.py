"""Lint rules on the bank of an assignment: what can be known without grading it. Imported by `lint` alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gradlab.course import Assignment, Course
from gradlab.course.bank import EQUIVALENT, EVERYTHING, BankError, Variant, parse
from gradlab.course.finding import Draft, Finding
from gradlab.notebook import Role
from gradlab.testcell import outline

TARGET = "target.ipynb"
"""The source notebook of a bank that attacks an assignment of its own, which is no part of the course."""
MINIMUM = {"wrong": 12, "right": 5, "hostile": 6}
"""Variants that an assignment needs at least before its tests are believed."""


def bank_is_whole(assignment: Assignment, draft: Draft) -> Iterator[Finding]:
    """Rules `bank` and `hidden`.

    Args:
        assignment: The assignment whose bank it is.
        draft: Its source notebook.

    Yields:
        Findings in the files of the bank.
    """
    folder = str(assignment.bank.relative_to(assignment.root))
    variants: list[Variant] = []
    for path in sorted(assignment.bank.iterdir()) if assignment.bank.is_dir() else []:
        file = str(path.relative_to(assignment.root))
        if path.name.startswith((".", "__pycache__")) or path.name in ("README.md", EQUIVALENT):
            continue
        if path.suffix != ".py" or not path.is_file():
            yield Finding(file, "", "bank", "the file is no variant", "remove it, or call it <kind>-<why>.py")
            continue
        try:
            variants.append(parse(path))
        except BankError as error:
            yield Finding(file, "", "bank", error.what, error.fix)
    tests = {
        f"{cell.id}::{test.name}": test.hidden
        for cell in draft.of(Role.TEST)
        if cell.id in draft.trees
        for test in outline(cell.source).tests
    }
    for variant in variants:
        yield from _variant(variant, draft, set(tests), str(variant.path.relative_to(assignment.root)))
    count = Counter(variant.kind for variant in variants)
    for kind, least in MINIMUM.items():
        if count[kind] < least:
            yield Finding(
                folder, "", "bank", f"{count[kind]} {kind} variants of at least {least}", "write more of them"
            )
    lost: set[str] = set()
    for variant in variants:
        if variant.kind == "wrong":
            lost |= variant.lost(set(tests))
    for test in sorted(name for name, hidden in tests.items() if hidden and name not in lost):
        yield Finding(
            folder, "", "hidden", f"no wrong variant loses {test}", "write one that does, or remove the test"
        )


def _variant(variant: Variant, draft: Draft, tests: set[str], file: str) -> Iterator[Finding]:
    def found(cell: str, message: str, fix: str) -> Finding:
        return Finding(file, cell, "bank", message, fix)

    if variant.kind == "wrong" and not (variant.loses and variant.hint):
        yield found("", "a wrong variant names what it loses and what it is told", "add loses: and hint:")
    if variant.kind == "right" and (variant.loses or variant.hint):
        yield found("", "a right variant loses nothing", "remove loses: and hint:, or call it wrong-…")
    if not variant.about:
        yield found("", "the docstring does not say the idea", "start it with a sentence")
    ids = {cell.id for cell in draft.notebook.cells}
    for edit in variant.edits:
        if edit.target and edit.target not in ids:
            yield found(edit.target, f"there is no cell {edit.target}", "name a cell of the source notebook")
    for name, times in Counter(variant.cells).items():
        if times > 1:
            yield found(name, f"the cell is replaced {times} times", "keep one section")
    for name in sorted(variant.loses):
        cell = name.removesuffix("::*")
        known = (
            name in tests
            or name == EVERYTHING
            or (name != cell and any(t.startswith(cell + "::") for t in tests))
        )
        if not known:
            yield found(
                "",
                f"there is no test {name}",
                "write <check-cell-id>::<test function>, <check-cell-id>::* or *",
            )


def banks_have_assignments(course: Course) -> Iterator[Finding]:
    """Rule `bank`, for the course: no bank is left over from an assignment that is gone or renamed.

    Args:
        course: The course.

    Yields:
        A finding for each such folder.
    """
    known = {assignment.name for assignment in course.assignments}
    folder = course.root / "grader_tests"
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if (path / TARGET).is_file():
            continue
        if path.is_dir() and path.name not in known and not path.name.startswith((".", "_")):
            name = str(path.relative_to(course.root))
            yield Finding(
                name,
                "",
                "bank",
                "the bank belongs to no assignment",
                f"rename it to one of source/: {_names(known)}",
            )


def _names(known: set[str]) -> str:
    return ", ".join(sorted(known)) or "there is none"
