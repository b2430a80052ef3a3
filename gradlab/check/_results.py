"""What came of a test cell: cases, tests, the cell; and who may watch while it runs.

Plain data, for the report that a student reads and for the judge. It runs nothing.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

PASSED = "passed"
FAILED = "failed"
NOT_ATTEMPTED = "not attempted"
ERROR = "error"


@dataclass(frozen=True)
class CaseResult:
    """One case of a test: one run of its function."""

    outcome: str
    """"passed", "failed", "not attempted", "error", or what an exception's `__gradlab_outcome__` says."""
    message: str = ""
    hint: str = ""
    foreign: bool = False
    """Whether the words are a student's: of a test that is hidden from them, they may hold what it asked."""


@dataclass(frozen=True)
class TestResult:
    """One test function with all its cases."""

    __test__ = False  # pytest would take the name for a test class

    name: str
    sentence: str
    """What the test says in words: its docstring's first line, else its name."""
    outcome: str
    """That of the first case that did not pass."""
    earned: float
    points: float
    message: str
    hint: str
    cases: int
    passed: int


@dataclass(frozen=True)
class CellResult:
    """One test cell."""

    tests: tuple[TestResult, ...]
    earned: float
    points: float
    doc: str
    """The cell's docstring: what it checks."""


class Observer(Protocol):
    """Who watches the tests of a cell: the judge. Called in the order of the methods, for each case."""

    def preset(self, test: str, case: str) -> CaseResult | None:
        """Give the result of a case that is already decided; it is not run then."""

    def started(self, test: str, case: str) -> None:
        """Note that a case is about to run."""

    def entered(self) -> None:
        """Prepare inside the case, before its fixtures: what this raises ends the case, as if its test had raised it."""

    def finished(self, test: str, case: str, result: CaseResult) -> None:
        """Note what came of a case that ran."""

    def cell(self, result: CellResult) -> None:
        """Take the result of the whole cell."""


observer: ContextVar[Observer | None] = ContextVar("observer", default=None)
"""Set by the judge around a test cell; `run` prints nothing then."""
