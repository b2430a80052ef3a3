"""One run of pytest, in this process, over the tests of one cell.

Real pytest collects and runs: parametrize, fixtures, marks, raises and approx are its own. Nothing of a project
leaks in (no ini file, no conftest, no environment variable, no third-party plugin), and nothing of the run leaks
out (streams, warning filters, environment, `sys.last_*`). It works inside an outer run of pytest.
Imported by `_run` alone, and late, because pytest takes a tenth of a second to import.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import os
import sys
import types
import warnings
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from _pytest.fixtures import FixtureLookupError

from gradlab.check._outcome import of_exception
from gradlab.check._results import ERROR, PASSED, CaseResult, Observer
from gradlab.check._source import TestCell

UNUSED_PLUGINS = (
    "cacheprovider", "debugging", "doctest", "faulthandler", "junitxml", "legacypath", "logging", "pastebin",
    "setuponly", "setupplan", "stepwise", "subtests", "threadexception", "unittest", "unraisableexception",
    "warnings",
)  # fmt: skip
"""What pytest would do besides: write files, install hooks of the interpreter, turn warnings into failures."""
ROOT_DIR = os.path.dirname(__file__)
ARGUMENTS = [
    "-c", os.devnull, f"--rootdir={ROOT_DIR}", "--noconftest", "--strict-markers", "--disable-plugin-autoload",
    "--assert=plain", "--capture=no", "--tb=no", "-q", "-o", "tmp_path_retention_policy=none",
    *(word for name in UNUSED_PLUGINS for word in ("-p", f"no:{name}")),
]  # fmt: skip
ON_CI = ("CI", "BUILD_NUMBER")
"""What makes pytest explain a failed assertion at greater length."""
LAST_ERROR = ("last_type", "last_value", "last_traceback", "last_exc")
"""Attributes of `sys` where pytest leaves an error, and a notebook's `%debug` looks for its own."""


class CellError(Exception):
    """The test cell itself is broken, or who watches it: no student can mend that, and it is never a mark."""

    __gradlab_outcome__ = "grader error"


class Case:
    """A case of a test, while it runs.

    Attributes:
        test: The name of its function.
        case: pytest's id of its parameters; empty for a test without.
        points: What the whole test is worth.
        result: What came of it; of a case that never ran, an error.
        printed: What it printed and which warnings it gave.
    """

    def __init__(self, test: str, case: str, points: float) -> None:
        self.test = test
        self.case = case
        self.points = points
        self.result = CaseResult(ERROR, "the test did not run to its end")
        self.printed = ""
        self.failure: CaseResult | None = None
        self.called = False


class Session:
    """A pytest plugin that hands pytest the tests of a cell, and keeps what came of each case."""

    def __init__(self, cell: TestCell, observer: Observer | None) -> None:
        self._cell = cell
        self._observer = observer
        self._cases: dict[str, Case] = {}
        self._broken = ""
        self._interrupt: BaseException | None = None

    def run(self) -> list[Case]:
        """Run the cell's tests.

        Returns:
            The cases, in the order of the source.

        Raises:
            CellError: pytest cannot collect the tests.
            KeyboardInterrupt: The user interrupted the run.
        """
        with _undisturbed(), contextlib.redirect_stderr(io.StringIO()) as complaints:
            status = pytest.main(ARGUMENTS, plugins=[self])
        if isinstance(self._interrupt, KeyboardInterrupt):
            raise self._interrupt
        if status in (pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.INTERNAL_ERROR) and not self._broken:
            self._broken = complaints.getvalue().strip() or "pytest gave up"
        left = self._cell.tests.keys() - {case.test for case in self._cases.values()}
        if left and not self._broken:
            self._broken = f"pytest does not take {', '.join(sorted(left))} for a test function"
        if self._broken:
            raise CellError(f"this check cell cannot be run: {self._broken}")
        return list(self._cases.values())

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", "points(n): what the test is worth, 1 if it is not given")
        config.option.assertmode = "rewrite"  # the cell's asserts are rewritten, by _source
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            config.pluginmanager.unregister(reporter)

    def pytest_collection(self, session: pytest.Session) -> bool:
        module = types.ModuleType("test_cell")
        vars(module).update(self._cell.fixtures | self._cell.tests)
        collector: _Cell = _Cell.from_parent(session, path=Path(ROOT_DIR) / "test_cell.py")
        collector.given = module
        session.items = list(session.genitems(collector))
        session.testscollected = len(session.items)
        known = [
            line.partition(":")[0].partition("(")[0].strip() for line in session.config.getini("markers")
        ]
        for item in session.items:
            self._cases[item.nodeid] = self._case(item, known)
        return True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._broken = str(report.longrepr)

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self._interrupt = excinfo.value

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> bool:
        self._broken = self._broken or f"{excinfo.typename}: {excinfo.value}"
        return True

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        case = self._cases[item.nodeid]
        if self._observer is not None:
            self._observer.started(case.test, case.case)
        with _captured() as captured:
            done = yield
        case.printed = captured()
        if case.failure is not None:
            case.result = case.failure
        elif case.called:
            case.result = CaseResult(PASSED)
        if self._observer is not None:
            self._observer.finished(case.test, case.case, case.result)
        return done

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if self._observer is not None:
            self._observer.entered()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run what is not decided yet. pytest's own loop knows no such thing."""
        todo = [item for item in session.items if not self._decided(self._cases[item.nodeid])]
        for i, item in enumerate(todo):
            following = todo[i + 1] if i + 1 < len(todo) else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Keep the outcome, and give pytest a report without its rendering of the traceback, which costs more
        than most tests."""
        case = self._cases[item.nodeid]
        error = call.excinfo.value if call.excinfo is not None else None
        if isinstance(error, FixtureLookupError):
            self._broken = f"{case.test} asks for the fixture `{error.argname}`, which is not there"
        if error is not None and case.failure is None:
            case.failure = of_exception(error, self._cell.filename)
        case.called = case.called or call.when == "call"
        assert call.when != "collect"
        outcome = "passed" if error is None else "failed"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when)  # type: ignore[arg-type]

    def _decided(self, case: Case) -> bool:
        preset = None if self._observer is None else self._observer.preset(case.test, case.case)
        if preset is not None:
            case.result = preset
        return preset is not None

    def _case(self, item: pytest.Item, known: list[str]) -> Case:
        """Read an item's name, case and points.

        Raises:
            CellError: A mark is misspelt, or the points are not a number.
        """
        name = getattr(item, "originalname", item.name)
        for mark in item.iter_markers():
            if mark.name not in known:
                near = difflib.get_close_matches(mark.name, known, 1)
                meant = f"; is `{near[0]}` meant?" if near else ""
                raise CellError(f"{name} has the unknown mark `{mark.name}`{meant}")
        points = item.get_closest_marker("points")
        spec = getattr(item, "callspec", None)
        return Case(name, "" if spec is None else spec.id, 1.0 if points is None else _points(name, points))


class _Cell(pytest.Module):
    """pytest's own collector of a module, over functions that are already there."""

    given: types.ModuleType

    def _getobj(self) -> types.ModuleType:
        return self.given


def _points(name: str, mark: pytest.Mark) -> float:
    match mark.args:
        case (int() | float() as points,) if points >= 0:
            return float(points)
    raise CellError(f"{name} has points {mark.args}: one number is expected, as in @pytest.mark.points(2)")


class _Captured:
    """What a test printed and warned of, in words."""

    def __init__(self, printed: io.StringIO, warned: list[warnings.WarningMessage]) -> None:
        self._printed = printed
        self._warned = warned

    def __call__(self) -> str:
        lines = [f"{w.category.__name__}: {w.message}" for w in self._warned]
        return "\n".join([*self._printed.getvalue().splitlines(), *lines])


@contextlib.contextmanager
def _captured() -> Iterator[_Captured]:
    """Keep what a test prints, and let its warnings neither print nor fail it.

    Anything on stderr would make nbgrader take all points from the cell.
    """
    printed = io.StringIO()
    with (
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
        warnings.catch_warnings(record=True) as warned,
    ):
        warnings.simplefilter("default")
        yield _Captured(printed, warned)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Hide from the run the environment variables pytest heeds, and put back what it leaves changed."""
    from _pytest.assertion import util

    ours = [name for name in os.environ if name.startswith("PYTEST_") or name in ON_CI]
    kept = {name: os.environ.pop(name) for name in ours}
    errors = {name: vars(sys)[name] for name in LAST_ERROR if name in vars(sys)}
    config = util._config
    try:
        yield
    finally:
        util._config = config
        for name in [name for name in os.environ if name.startswith("PYTEST_")]:
            del os.environ[name]
        os.environ.update(kept)
        for name in LAST_ERROR:
            vars(sys).pop(name, None)
        vars(sys).update(errors)
