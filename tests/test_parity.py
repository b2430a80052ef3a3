"""The same cell gives the same verdict in a student's kernel and in the judge, test by test: on a part of the bank, with
`-m whole` on all of it.

The kernel is a real one (ipykernel through jupyter_client), in which the real functions run. The judge's verdicts are those of
the last `gradlab prove`, where it rests on the same source, submission and software, and are made here where it does not.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import pytest
from jupyter_client.manager import start_new_kernel

from gradlab.cli import kept
from gradlab.cli.grade import slots
from gradlab.cli.prove import KEPT
from gradlab.course import Assignment, Course
from gradlab.grade.report import Outcome, Report
from gradlab.grade.variables import xla_flags
from gradlab.notebook import Notebook, Role, merge
from gradlab.prove import Expectation, expectations

pytestmark = [
    pytest.mark.slow,
    # jupyter_client and zmq leave sockets to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),
]

WATCH = """
import jax
jax.config.update("jax_enable_x64", False)  # %reset forgets names, not what the last notebook switched on
del jax
import gradlab.check._run as _run

class _Watch:
    def preset(self, test, case): return None
    def started(self, test, case): pass
    def entered(self): pass
    def finished(self, test, case, result): pass
    def cell(self, result):
        for test in result.tests:
            _seen[_cell + "::" + test.name] = [test.outcome, test.passed, test.cases]

_seen = {}
"""
ONLY_THE_JUDGE_STOPS = {Outcome.TIMEOUT, Outcome.CRASHED, Outcome.MEMORY}
"""A kernel has nobody to cut off a loop: variants that end so are compared by the judge alone."""


class Kernel:
    """A plain Jupyter kernel that runs notebooks one after the other, each in an empty namespace."""

    def __init__(self, compile_cache: dict[str, str]) -> None:
        # Compiled as quickly as in the judge, and what two variants share is compiled once: the bank would take
        # a quarter of an hour an assignment otherwise.
        env = {**os.environ, **compile_cache, "XLA_FLAGS": xla_flags()}
        self.manager, self.client = start_new_kernel(kernel_name="python3", env=env)
        self.client.allow_stdin = False

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def outcomes(self, notebook: Notebook) -> dict[str, list[object]]:
        """Run a notebook top to bottom and return each test's outcome, cases passed, cases."""
        self.run("%reset -f")
        self.run(WATCH)
        for cell in notebook.cells:
            if cell.kind == "code":
                # A free cell may run checks of its own, as an example: they are no part of the marks.
                watch = "_Watch()" if cell.role is Role.TEST else None
                self.run(f"_cell = {cell.id!r}\n_run.observer.set({watch})")
                self.run(cell.source)
        return json.loads(self.value("__import__('json').dumps(_seen)"))

    def run(self, source: str) -> None:
        self.client.execute_interactive(
            source, timeout=120, output_hook=lambda message: None, stop_on_error=False
        )

    def value(self, expression: str) -> str:
        reply = self.client.execute_interactive(
            "", user_expressions={"value": expression}, timeout=60, output_hook=lambda message: None
        )
        text = reply["content"]["user_expressions"]["value"]["data"]["text/plain"]
        return str(__import__("ast").literal_eval(text))


def judged(assignment: Assignment, known: list[Expectation]) -> dict[str, Report]:
    """Return the judge's verdicts: kept ones where they rest on the same things, else fresh ones."""
    folder = assignment.root / KEPT
    [(before, rest)] = ((before, list(rest)) for before, rest in kept.grade(folder, [known], slots=slots()))
    return {one.name: graded.report for one, graded in [*before, *rest]}


@pytest.fixture
def kernel(compile_cache: dict[str, str]) -> Iterator[Kernel]:
    one = Kernel(compile_cache)
    yield one
    one.close()


NAMES = [assignment.name for assignment in Course.find(__file__.rsplit("/", 2)[0]).assignments]
ONE_IN = 12
"""Which part of a bank every run of the tests compares; `-m whole` compares all of it."""


@pytest.mark.parametrize("name", NAMES)
def test_kernel_and_judge_agree(root, name: str, kernel: Kernel) -> None:
    assignment = Course(root).assignment(name)
    known = comparable(assignment)
    assert [one.kind for one in known[:2]] == ["full", "stub"]
    agree(assignment, [*known[:2], *known[2::ONE_IN]], kernel)


@pytest.mark.whole
@pytest.mark.parametrize("name", NAMES)
def test_kernel_and_judge_agree_on_the_whole_bank(root, name: str, kernel: Kernel) -> None:
    assignment = Course(root).assignment(name)
    agree(assignment, comparable(assignment), kernel)


def comparable(assignment: Assignment) -> list[Expectation]:
    return [one for one in expectations(assignment, excerpts=True) if one.kind != "hostile"]


def agree(assignment: Assignment, known: list[Expectation], kernel: Kernel) -> None:
    reports = judged(assignment, known)
    differences, compared = [], 0
    for one in known:
        report = reports[one.name]
        assert not report.grader_error, (one.name, report.grader_error)
        there = {m.test: [m.outcome.value, m.passed, m.cases] for cell in report.cells for m in cell.tests}
        if ONLY_THE_JUDGE_STOPS & {Outcome(outcome) for outcome, _, _ in there.values()}:
            continue
        handed_in = Notebook.loads(one.submission.data, one.source.name)
        here = kernel.outcomes(merge(one.source, handed_in, assignment=assignment.name).notebook)
        compared += 1
        differences += [
            f"{one.name}: {test}: kernel {here.get(test)}, judge {there.get(test)}"
            for test in sorted(here | there)
            if here.get(test) != there.get(test)
        ]
    assert differences == []
    assert compared >= len(known) - 2
