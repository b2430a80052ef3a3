"""A student who is lost while a test cell's names are fetched loses the case that asked, and nobody else anything."""

from __future__ import annotations

from collections.abc import Iterator

import lesson
import pytest

from gradlab.grade.report import Graded, Outcome, Submission
from gradlab.grade.sandbox import Limits
from gradlab.grade.settings import Settings
from gradlab.grade.slot import Slot
from gradlab.notebook import Notebook

SETTINGS = Settings(test_s=3.0, cell_s=3.0, grace_s=4.0, limits=Limits(cpu_s=40))
CHECK = '''
"""`double` doubles."""
wrapped = jax.jit(double)


class Probe:
    function = double


def test_first():
    global mode
    mode = 1
    check.close(double(3.0), 6.0)


def test_second():
    check.close(wrapped(2.0), 4.0)


check.run()
'''
PLAIN = "class Probe:\n    function = double\n\nassert double(2.0) == 4.0"
HONEST = "mode = 0\ndef double(x):\n    return 2.0 * x"
LOST_WHEN_FETCHED = """
import os, time
mode = {mode}
class Double:
    @property
    def __name__(self):
        if mode:
            {end}
        return "double"
    def __call__(self, x):
        {call}
        return 2.0 * x
double = Double()
"""
ENDS = {"os._exit(0)": Outcome.CRASHED, "time.sleep(60)": Outcome.TIMEOUT}


@pytest.fixture(scope="module")
def slot() -> Iterator[Slot]:
    with Slot(SETTINGS) as one:
        yield one


def grade(slot: Slot, double: str, check: str = CHECK) -> Graded:
    nb = lesson.node(HONEST)
    nb.cells[3].source = check.strip("\n")
    source = Notebook.loads(lesson.data(nb), "lesson")
    nb.cells[1].source = double.strip("\n")
    nb.cells[2].source = ""
    data = lesson.data(nb)
    return slot.grade(source, Submission(student="ada", assignment="lesson", notebook="lesson", data=data))


def outcomes(graded: Graded) -> list[Outcome]:
    assert graded.report.grader_error == ""
    return [mark.outcome for mark in graded.report.cells[0].tests]


@pytest.mark.parametrize("check", [CHECK, PLAIN], ids=["tests", "asserts"])
def test_a_class_body_finds_the_student_s_names(slot: Slot, check: str) -> None:
    assert set(outcomes(grade(slot, HONEST, check))) == {Outcome.PASSED}


@pytest.mark.parametrize("check", [CHECK, PLAIN], ids=["tests", "asserts"])
@pytest.mark.parametrize("end", ENDS)
@pytest.mark.hostile
def test_lost_before_the_first_test_is_the_cell_s_loss(slot: Slot, end: str, check: str) -> None:
    graded = grade(slot, LOST_WHEN_FETCHED.format(mode=1, end=end, call="pass"), check)
    assert set(outcomes(graded)) == {ENDS[end]}
    assert graded.report.earned == 3.0
    assert outcomes(grade(slot, HONEST)) == [Outcome.PASSED] * 2


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.hostile
def test_lost_again_after_a_restart_is_the_loss_of_the_next_test(slot: Slot, end: str) -> None:
    """The first test's call ends the process; in the second process, fetching the name ends it."""
    call = "if x == 3.0: os._exit(0)"
    graded = grade(slot, LOST_WHEN_FETCHED.format(mode=0, end=end, call=call))
    assert outcomes(graded) == [Outcome.CRASHED, ENDS[end]]
    assert graded.report.earned == 3.0
    assert outcomes(grade(slot, HONEST)) == [Outcome.PASSED] * 2


@pytest.mark.hostile
def test_an_error_while_a_name_is_fetched_is_the_cell_s_loss(slot: Slot) -> None:
    """What cannot be sent is the student's error, also where a class body asks."""
    graded = grade(slot, "mode = 0\ndouble = ()\nfor _ in range(200): double = (double,)")
    assert outcomes(graded) == [Outcome.ERROR] * 2
    assert graded.report.earned == 3.0


@pytest.mark.hostile
def test_a_cell_too_long_to_be_sent_is_a_cell_that_fails(slot: Slot) -> None:
    graded = grade(slot, HONEST + "\n#" + "x" * (9 << 20))
    assert graded.report.earned == 3.0
    assert "too long" in graded.transcript.by_cell()["double"].error
