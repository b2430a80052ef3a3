"""What grading a submission produces: marks, test by test, and how they were reached.

A `Report` is the verdict: its bytes depend on the submission, the course and the versions of the software, and on nothing
else (not on the order, the number of slots, the clock or the machine's speed). What may vary from run to run — the student's
printed output, pictures, seconds — lives beside it, in `Transcript` and `Timing`.

Anything of `grade` may import this room; it imports nothing of ours.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

FORMAT = 1
"""Version of the JSON layout of a report."""
HIDDEN_FAILED = "a hidden check does not get the value it expects"
"""The message of a hidden test that failed, unless grading reveals what was compared."""


class Outcome(StrEnum):
    """How a test ended. Only `GRADER_ERROR` is never a mark."""

    PASSED = "passed"
    FAILED = "failed"
    """An assertion did not hold."""
    NOT_ATTEMPTED = "not attempted"
    """The stub's NotImplementedError."""
    ERROR = "error"
    """The student's code raised."""
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASHED = "crashed"
    """The student's process ended, or its program took the judge down, or it broke the protocol."""
    MANUAL = "manual"
    """A person marks this cell."""
    GRADER_ERROR = "grader error"
    """The grader is broken, not the submission: retried, then reported apart; the submission stays unscored."""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """One test's verdict."""

    test: str
    """`<grade_id>::<test function>`, or the grade_id alone for a cell of plain asserts."""
    sentence: str
    """What the test says, in words a student reads."""
    outcome: Outcome
    earned: float
    points: float
    hidden: bool = False
    """The test's source is not in the release."""
    message: str = ""
    """Why it was lost, five lines or so; never the source of a hidden test."""
    hint: str = ""
    cases: int = 1
    passed: int = 0


class CellMark(msgspec.Struct, frozen=True, kw_only=True):
    """One graded cell: its tests and their sum."""

    grade_id: str
    earned: float
    points: float
    tests: tuple[Mark, ...] = ()
    manual: bool = False


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict on one submission."""

    format: int = FORMAT
    student: str
    assignment: str
    notebook: str
    earned: float
    points: float
    cells: tuple[CellMark, ...] = ()
    oddities: tuple[str, ...] = ()
    """What is unusual about the notebook: deleted, duplicated or relabelled cells. Reported, never worth marks."""
    grader_error: str = ""
    """Why the submission could not be graded; empty when it was. Then no mark is recorded."""
    refused: str = ""
    """Why the file cannot be a submission of this assignment (not a notebook, the wrong one); it earns nothing."""
    sandbox: str = "nested"
    """How student code was confined: `nested`, or `none` after --unsafe-no-sandbox."""
    digest: str = ""
    """SHA-256 over everything the verdict rests on: source, submission, versions, limits."""
    versions: dict[str, str] = {}

    def to_json(self) -> bytes:
        """Return the report as indented JSON, the same bytes for the same verdict."""
        return msgspec.json.format(msgspec.json.encode(self, order="deterministic"), indent=1) + b"\n"

    @classmethod
    def from_json(cls, data: bytes) -> Report:
        """Read a report.

        Raises:
            ReportError: `data` is not a report that this version can read.
        """
        try:
            return msgspec.json.decode(data, type=cls)
        except msgspec.MsgspecError as error:
            raise ReportError(f"not a gradlab report: {error}") from None

    @property
    def scored(self) -> bool:
        """Whether the marks may be recorded."""
        return not self.grader_error

    def marks(self) -> dict[str, Mark]:
        """Return every test's mark by its name."""
        return {mark.test: mark for cell in self.cells for mark in cell.tests}

    def mark(self, test: str) -> Mark:
        """Return the mark of one test.

        Raises:
            KeyError: no such test.
        """
        return self.marks()[test]

    def lost(self) -> frozenset[str]:
        """Return the names of the tests that did not earn all their points."""
        return frozenset(
            mark.test
            for cell in self.cells
            for mark in cell.tests
            if mark.earned < mark.points or mark.outcome not in (Outcome.PASSED, Outcome.MANUAL)
        )


class ReportError(ValueError):
    """A file is not a report."""


class Output(msgspec.Struct, frozen=True, kw_only=True):
    """What one of the student's cells printed and drew."""

    cell: str
    text: str = ""
    images: tuple[bytes, ...] = ()
    """PNG files, made anew by `picture`."""
    left_out: str = ""
    """Sentences about what it showed and is not here, a line each."""
    error: str = ""
    """`Class: message` of the exception that ended the cell, else empty."""


class Transcript(msgspec.Struct, frozen=True, kw_only=True):
    """The merged notebook's cells as they ran: what a person may want to look at."""

    outputs: tuple[Output, ...] = ()

    def by_cell(self) -> dict[str, Output]:
        """Return the outputs by cell id."""
        return {output.cell: output for output in self.outputs}


class Timing(msgspec.Struct, frozen=True, kw_only=True):
    """What grading cost."""

    wall_s: float = 0.0
    student_cpu_s: float = 0.0
    judge_cpu_s: float = 0.0
    restarts: int = 0
    phases: dict[str, float] = {}
    """Seconds of processor time by phase (`grade.phases`). Students' processes tell their shares themselves: for looking at."""


class Probe(msgspec.Struct, frozen=True):
    """One layer of the sandbox, tried."""

    layer: str
    tried: str
    happened: str
    ok: bool
    fix: str
    """What to do if it is not ok; empty if it is."""


class Examination(msgspec.Struct, frozen=True, kw_only=True):
    """What was found when the layers of a sandbox were tried, before a submission ran in it."""

    bubblewrap: str
    """The version of bubblewrap."""
    way: str
    """How it was started: `user`, `drop` or `setpriv`."""
    probes: tuple[Probe, ...]


class Graded(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that grading one submission gives."""

    report: Report
    transcript: Transcript = Transcript()
    timing: Timing = Timing()
    examination: Examination | None = None
    """Of the sandbox that it was graded in; None if no student ran."""
    handed_in: str = ""
    """SHA-256 of the file that was handed in."""


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """A student's notebook as it was handed in."""

    student: str
    assignment: str
    notebook: str
    """The notebook's name without its suffix."""
    data: bytes
    """The bytes of the file."""
