"""One test cell before the judge: run its tests, classify how each ended, and give marks.

`judge` imports this room. It calls `gradlab.check`'s runner, and no student code.
"""

from __future__ import annotations

import ast
import linecache
from typing import TYPE_CHECKING

from gradlab.check import _outcome
from gradlab.check import _run as checks
from gradlab.grade import device, orders
from gradlab.grade.inspection_text import Refused
from gradlab.grade.remote import Namespace, StudentLost
from gradlab.grade.remote_connection import MALFORMED
from gradlab.grade.report import HIDDEN_FAILED, Mark, Outcome
from gradlab.grade.wire_errors import ALLOWED
from gradlab.testcell import TestCell, TestFunction, hidden_lines, outline

if TYPE_CHECKING:
    from gradlab.grade.judge import Judge

REASONS = {
    Outcome.TIMEOUT: "no answer in time",
    Outcome.CRASHED: "your code ended its process",
    Outcome.MEMORY: "your code used more memory than it may",
}
HINTS = {
    Outcome.TIMEOUT: "look for a loop that never ends, or for work that grows too fast with n",
    Outcome.CRASHED: "look for exit(), os._exit() or a recursion without end",
    Outcome.MEMORY: "look for an array that grows in a loop, or an n × n intermediate",
}
MALFORMED_HINT = "return plain data, and leave alone the descriptors that your code has not opened"
CLASSES = frozenset(name.rpartition(".")[2] for name in ALLOWED) | {"RuntimeError"}
"""Names of exceptions that a student has not made up."""
STRIKES = 3
"""How many students one test cell may cost; then the rest of the cell is lost without trying."""


class TestCellBroken(Exception):
    """A test cell that only its author can mend."""

    __test__ = False


class Docket:
    """Watches the cases of a cell as `check.run()` runs them: what is decided already, what begins, what ends."""

    def __init__(self, judge: Judge) -> None:
        """Watch on behalf of `judge`."""
        self.judge = judge
        self.grade_id = ""
        self.result: checks.CellResult | None = None
        self.namespace: Namespace | None = None
        self.first_loss: dict[str, checks.CaseResult] = {}
        self.partial = 0.0
        """What a cell of plain asserts gives of its points when it does not give them all."""
        self._losses: list[Outcome] = []
        self._decided = {(case.test, case.case): case for case in judge.task.decided}

    def open(self, grade_id: str, namespace: Namespace) -> None:
        """Begin a test cell."""
        self.grade_id, self.namespace, self.result = grade_id, namespace, None
        self._losses, self.first_loss, self.partial = [], {}, 0.0

    def preset(self, test: str, case: str) -> checks.CaseResult | None:
        """Return the result of a case that must not run: decided before, or no student and no time left."""
        decided = self._decided.get((self._name(test), case))
        if decided is not None:
            self.partial = decided.partial
            if decided.outcome in REASONS:
                self._losses.append(Outcome(decided.outcome))
            told = decided.message, decided.hint, decided.foreign
            return self._noted(test, checks.CaseResult(decided.outcome, *told))
        if self.judge.exhausted or len(self._losses) >= STRIKES:
            lost = self.judge.student.lost
            outcome = self._losses[-1] if self._losses else Outcome(lost.outcome if lost else Outcome.TIMEOUT)
            return self._noted(test, checks.CaseResult(outcome, REASONS[outcome], HINTS[outcome]))
        return None

    def started(self, test: str, case: str) -> None:
        """Make sure that a student is there, and tell the slot. Nothing is asked of the student yet."""
        if self.judge.ready() and self.namespace is not None:
            self.namespace.rebind(self.judge.student)
        self.judge.channel.send(orders.Began(self._name(test), case))
        self.judge.limit(self.judge.task.test_s)

    def entered(self) -> None:
        """Fetch what the case needs, inside the case: a student who is lost over it loses this case.

        Raises:
            StudentLost: the student is gone.
            Exception: a value of the student's that cannot be sent.
        """
        if (lost := self.judge.student.lost) is not None:
            raise lost.with_traceback(None)
        if self.namespace is not None:
            self.namespace.fetch()

    def finished(self, test: str, case: str, result: checks.CaseResult) -> None:
        """Tell the slot at once: the judge may not live to say it later."""
        if result.outcome != Outcome.PASSED and not result.foreign and device.failed(result.message):
            device.give_up()
        if (lost := self.judge.student.lost) is not None:
            self._losses.append(Outcome(lost.outcome))
        self._noted(test, result)
        name = self._name(test)
        self.judge.channel.send(
            orders.Ended(
                orders.Case(
                    name, case, result.outcome, result.message, result.hint, self.partial, result.foreign
                )
            )
        )

    def cell(self, result: checks.CellResult) -> None:
        """Keep the cell's result."""
        self.result = result

    def _noted(self, test: str, result: checks.CaseResult) -> checks.CaseResult:
        if result.outcome != Outcome.PASSED:
            self.first_loss.setdefault(test, result)
        return result

    def _name(self, test: str) -> str:
        return f"{self.grade_id}::{test}" if test else self.grade_id


def try_cell(docket: Docket, cell: orders.TaskCell, given: dict[str, object]) -> tuple[Mark, ...]:
    """Run one test cell and return its marks.

    Args:
        docket: watches the cases.
        cell: the instructor's cell, hidden tests included.
        given: names of the locked cells; the student cannot redefine them here.

    Returns:
        One mark for each test function; for a cell of plain asserts, one mark named after the cell.
    """
    plan = outline(cell.source)
    docket.judge.ready()
    namespace = Namespace(docket.judge.student, given, cell.source, sent=docket.judge.task.names)
    docket.open(cell.id, namespace)
    filename = cell_file(cell)
    linecache.cache[filename] = (len(cell.source), None, cell.source.splitlines(keepends=True), filename)
    # What the cell does outside its tests is a case of its own, without a name.
    case = docket.preset("", "")
    if case is None:
        docket.started("", "")
        case = (
            _run_checks(docket, cell, namespace) if plan.runs_checks else _run_plain(docket, cell, namespace)
        )
    outcomes: list[checks.CaseResult | checks.TestResult] = [case]
    outcomes += docket.result.tests if docket.result else ()
    for one in outcomes:
        if one.outcome == Outcome.GRADER_ERROR:
            # No student can mend a test cell: this is nobody's mark.
            raise TestCellBroken(f"the test cell {cell.id} is broken: {one.message}")
    if plan.runs_checks:
        return tuple(_test_mark(docket, cell, test, case) for test in plan.tests)
    return (_plain_mark(docket, cell, plan, case),)


def cell_file(cell: orders.TaskCell) -> str:
    """Return the name under which a cell's source is compiled and its lines are looked up."""
    return f"<cell {cell.id}>"


def _run_checks(docket: Docket, cell: orders.TaskCell, namespace: Namespace) -> checks.CaseResult:
    """Run a cell that ends with `check.run()`; return what came of it outside its tests."""
    token = checks.observer.set(docket)
    try:
        docket.entered()
        exec(compile(cell.source, cell_file(cell), "exec"), namespace)
    except (Exception, StudentLost) as error:
        return _outcome.of_exception(error, cell_file(cell))
    finally:
        checks.observer.reset(token)
    return checks.CaseResult(Outcome.PASSED)


def _run_plain(docket: Docket, cell: orders.TaskCell, namespace: Namespace) -> checks.CaseResult:
    """Run a cell of plain asserts, as every nbgrader course has them; its last expression may be a partial credit."""
    tree = ast.parse(cell.source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    value: object = None
    try:
        docket.entered()
        exec(compile(tree, cell_file(cell), "exec"), namespace)
        if last is not None and isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), cell_file(cell), "eval"), namespace)
        case = checks.CaseResult(Outcome.PASSED)
    except (Exception, StudentLost) as error:
        case = _outcome.of_exception(error, cell_file(cell))
    if isinstance(value, int | float) and not isinstance(value, bool) and not value >= cell.points:
        docket.partial = float(value) if value > 0 else 0.0
        case = checks.CaseResult(Outcome.FAILED, f"{docket.partial:g} of {cell.points:g} points")
    docket.finished("", "", case)
    return case


def _test_mark(docket: Docket, cell: orders.TaskCell, test: TestFunction, whole: checks.CaseResult) -> Mark:
    """Return the mark of one test; `whole` is what came of the cell where the test never ran."""
    result = docket.result and next((one for one in docket.result.tests if one.name == test.name), None)
    if result is None and whole.outcome == Outcome.PASSED:
        raise RuntimeError(f"{cell.id}::{test.name} was not run, and nothing says why")
    cases, passed = (result.cases, result.passed) if result else (1, 0)
    outcome = Outcome(result.outcome if result else whole.outcome)
    first_loss = docket.first_loss.get(test.name, whole)
    told = result.message if result else whole.message
    return Mark(
        test=f"{cell.id}::{test.name}",
        sentence=test.sentence,
        outcome=outcome,
        earned=test.points if outcome is Outcome.PASSED else round(test.points * passed / cases, 6),
        points=test.points,
        hidden=test.hidden,
        message=_shown(docket, test.hidden, first_loss, told),
        hint=(result.hint if result else whole.hint) or _advice(outcome, first_loss),
        cases=cases,
        passed=passed,
    )


def _plain_mark(docket: Docket, cell: orders.TaskCell, plan: TestCell, case: checks.CaseResult) -> Mark:
    passed = case.outcome == Outcome.PASSED
    return Mark(
        test=cell.id,
        sentence=plan.doc or cell.id,
        outcome=Outcome(case.outcome),
        earned=cell.points if passed else docket.partial,
        points=cell.points,
        hidden=bool(hidden_lines(cell.source)),
        message=_shown(docket, bool(hidden_lines(cell.source)), case, case.message),
        hint=case.hint or _advice(Outcome(case.outcome), case),
        passed=int(passed),
    )


def _shown(docket: Docket, hidden: bool, first_loss: checks.CaseResult, told: str) -> str:
    """Return what a student may read: of a hidden test neither its source nor its inputs."""
    outcome = Outcome(first_loss.outcome)
    if _is_malformed(first_loss):
        return MALFORMED
    if outcome in REASONS:
        return REASONS[outcome]
    if docket.judge.task.reveal or not hidden or outcome is Outcome.PASSED:
        return told
    if outcome is Outcome.NOT_ATTEMPTED:
        return "" if first_loss.foreign else told
    if outcome is Outcome.FAILED:
        return HIDDEN_FAILED
    name, _, text = first_loss.message.partition(":")
    if name == Refused.__name__ and not first_loss.foreign:
        return f"the judge does not run the program of your code:{text}"
    # A student's exception can carry the inputs in its text, and in the name of a class of its own.
    words = name.split() or ["Exception"]
    known = not first_loss.foreign or words[0] in CLASSES
    return f"your code raises {words[0] if known else 'an exception of its own'}"


def _advice(outcome: Outcome, first_loss: checks.CaseResult) -> str:
    return MALFORMED_HINT if _is_malformed(first_loss) else HINTS.get(outcome, "")


def _is_malformed(loss: checks.CaseResult) -> bool:
    return Outcome(loss.outcome) is Outcome.CRASHED and loss.message.startswith(MALFORMED)
