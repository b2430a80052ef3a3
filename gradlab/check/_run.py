"""`run`: the tests of the cell that calls it, run by pytest, reported to whoever reads or watches.

Works in a notebook's kernel, in nbgrader's validation, and in the judge, which sets `observer`. How tests are
found is in `_source`, how they run in `_session`, what they say in `_outcome` and `_report`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from gradlab.check import _progress, _report, _source
from gradlab.check._results import (
    NOT_ATTEMPTED,
    PASSED,
    CaseResult,
    CellResult,
    Observer,
    TestResult,
    observer,
)

if TYPE_CHECKING:
    from gradlab.check._session import Case

__all__ = ["CaseResult", "CellResult", "Observer", "TestResult", "observer", "run"]


def run() -> float | None:
    """Run the `test_*` functions of the cell that calls it, and report.

    The tests run under pytest. A test is worth one point, or `@pytest.mark.points(n)`; its parametrised cases
    share them.

    Returns:
        None when every test passes, so that nbgrader gives full marks; else the points earned, which nbgrader
        takes for partial credit.

    Raises:
        CellError: pytest cannot collect the cell's tests.
        KeyboardInterrupt: The user interrupted the tests.
    """
    from gradlab.check._session import Session

    frame = sys._getframe(1)
    watching = observer.get()
    with _source.opened(frame.f_code.co_filename, frame.f_globals) as cell:
        cases = Session(cell, watching).run()
    tests = tuple(
        _test(name, function.__doc__, [case for case in cases if case.test == name])
        for name, function in cell.tests.items()
    )
    result = CellResult(tests, sum(t.earned for t in tests), sum(t.points for t in tests), cell.doc)
    if watching is None:
        printed = {case.test: case.printed for case in reversed(cases) if case.result.outcome != PASSED}
        _progress.note(cell, frame.f_globals, result)
        _report.show(result, printed, visible_only=not cell.hides_tests)
    else:
        watching.cell(result)
    return None if all(test.outcome == PASSED for test in tests) else float(result.earned)


def _test(name: str, doc: str | None, cases: list[Case]) -> TestResult:
    """Put the cases of a test together: they share its points, and the first that does not pass speaks."""
    passed = sum(case.result.outcome == PASSED for case in cases)
    first = next((case for case in cases if case.result.outcome != PASSED), None)
    outcome, message, hint = PASSED, "", ""
    if first is not None:
        outcome, message, hint = first.result.outcome, first.result.message, first.result.hint
        if first.case and outcome != NOT_ATTEMPTED:
            message = f"in case [{first.case}] ({passed} of {len(cases)} cases pass):\n{message}"
    points = cases[0].points
    earned = points * passed / len(cases)
    sentence = (doc or "").strip().split("\n")[0] or name.removeprefix("test_").replace("_", " ")
    return TestResult(name, sentence, outcome, earned, points, message, hint, len(cases), passed)
