"""The proof that the tests test: the bank, graded by the real engine and compared with what each file says must happen.

Every wrong variant loses exactly the tests it names and shows its hint; every right one keeps full marks; a hostile one gets
its honest mark; the source earns everything and the release nothing; and every hidden test is lost by a wrong variant, or it
tests nothing. A variant may be graded on an excerpt of the notebook: what it leaves out holds what the source holds, which
`full` has proven (docs/adr/0007). `cli` imports this room.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gradlab.course import Assignment
from gradlab.course.bank import Variant, variants
from gradlab.course.excerpt import cut, excerpt, reached, without_examples
from gradlab.course.reference import reference, saved
from gradlab.grade.report import Graded, Outcome, Report, Submission
from gradlab.grade.settings import Settings
from gradlab.notebook import Notebook, Role
from gradlab.testcell import outline

SETTINGS = Settings(test_s=12.0, cell_s=12.0, grace_s=6.0)
"""Shorter than for a class: the bank's endless loops are there to be cut off."""


@dataclass(frozen=True)
class Expectation:
    """A known submission, and what must come of it."""

    name: str
    kind: str
    """`full`, `stub`, `wrong`, `right` or `hostile`."""
    source: Notebook
    """The notebook it is graded with: the assignment's, or an excerpt of it."""
    submission: Submission
    loses: frozenset[str]
    hint: str = ""


@dataclass(frozen=True)
class Finding:
    """What came of a known submission."""

    expectation: Expectation
    graded: Graded
    problems: tuple[str, ...]
    """Where it differs from what must come; empty when it does not."""

    @property
    def report(self) -> Report:
        """The verdict."""
        return self.graded.report


def expectations(assignment: Assignment, *, excerpts: bool = False) -> list[Expectation]:
    """Return every known submission of an assignment: full, stub, and the bank.

    Args:
        assignment: The assignment.
        excerpts: Cut each variant, and its source, down to what it can reach.

    Raises:
        CourseError: the source, the release or a file of the bank cannot be read.
    """
    source = assignment.notebook()
    node = reference(assignment)
    tests = names_of_tests(source)

    def submission(name: str, data: bytes) -> Submission:
        return Submission(student=name, assignment=assignment.name, notebook=source.name, data=data)

    def expected(variant: Variant) -> Expectation:
        to = part(source, variant, tests) if excerpts else source
        handed_in = variant.notebook(node)
        data = saved(handed_in if to is source else cut(handed_in, source, to))
        return Expectation(
            variant.name, variant.kind, to, submission(variant.name, data), variant.lost(tests), variant.hint
        )

    full, stub = assignment.source.read_bytes(), assignment.release.read_bytes()
    return [
        Expectation("full", "full", source, submission("full", full), frozenset()),
        Expectation("stub", "stub", source, submission("stub", stub), tests),
        *map(expected, variants(assignment)),
    ]


def part(source: Notebook, variant: Variant, tests: frozenset[str]) -> Notebook:
    """Return the excerpt that a variant is graded on.

    A wrong one is graded on the exercises it can reach, if all its edits are in solutions. Any other is graded on every
    exercise, without the examples that it leaves as they are; one that alters the notebook as a whole, on the whole source.

    Args:
        source: The source notebook.
        variant: A variant of its bank.
        tests: Every test of the notebook.
    """
    if any(edit.action == "notebook" for edit in variant.edits):
        return source
    solutions = [cell.id for cell in source.cells if cell.role is Role.SOLUTION]
    changed = []
    for edit in variant.edits:
        owner = max(
            (one for one in solutions if f"{edit.target}-".startswith(f"{one}-")), key=len, default=""
        )
        if owner and (edit.action == "insert" or edit.target == owner):
            changed.append((owner, edit.source))
    if variant.kind != "wrong" or len(changed) < len(variant.edits):
        return without_examples(source, {edit.target for edit in variant.edits})
    named = {test.split("::")[0].removesuffix("-check") for test in variant.lost(tests)}
    return excerpt(source, reached(source, changed) | named)


def problems(expected: Expectation, graded: Graded) -> Iterator[str]:
    """Yield where a report differs from what must come."""
    report = graded.report
    if report.grader_error:
        yield f"not graded: {report.grader_error}"
        return
    lost = report.lost()
    if extra := sorted(lost - expected.loses):
        yield f"loses {', '.join(extra)} and should not"
    if kept := sorted(expected.loses - lost):
        yield f"keeps {', '.join(kept)} and should lose it"
    marks = [mark for cell in report.cells for mark in cell.tests]
    if expected.kind == "stub" and any(mark.outcome is not Outcome.NOT_ATTEMPTED for mark in marks):
        yield "an exercise of the release is not reported as not attempted"
    if expected.kind == "stub" and report.earned:
        yield f"the release earns {report.earned:g} points"
    said = " ".join(f"{mark.message} {mark.hint}" for mark in marks if mark.test in lost)
    if expected.hint and squeezed(expected.hint) not in squeezed(said):
        shown = sorted({mark.hint for mark in marks if mark.test in lost and mark.hint})
        yield f"does not show the hint {expected.hint!r}; shown: {shown or 'none'}"


def untested(assignment: Assignment, findings: Sequence[Finding]) -> list[str]:
    """Return the hidden tests that no wrong variant loses."""
    lost: set[str] = set()
    for finding in findings:
        if finding.expectation.kind == "wrong":
            lost |= finding.report.lost()
    return sorted(names_of_tests(assignment.notebook(), hidden=True) - lost)


def names_of_tests(source: Notebook, *, hidden: bool = False) -> frozenset[str]:
    """Return the names of a notebook's tests; with `hidden`, of its hidden ones only."""
    names = set()
    for cell in source.cells:
        if cell.role is Role.TEST:
            plan = outline(cell.source)
            names |= {f"{cell.id}::{test.name}" for test in plan.tests if test.hidden or not hidden}
    return frozenset(names)


def squeezed(text: str) -> str:
    """Return `text` without its line breaks and runs of blanks."""
    return " ".join(text.split())
