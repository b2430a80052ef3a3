"""One submission through the real engine: sandbox, student, judge, marks."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import lesson
import nbformat
import pytest

from gradlab.grade import orders
from gradlab.grade.report import Graded, Outcome, Submission
from gradlab.grade.sandbox import Child, Limits
from gradlab.grade.settings import Settings
from gradlab.grade.sitting import Sitting
from gradlab.grade.slot import Slot

SETTINGS = Settings(test_s=5.0, cell_s=5.0, grace_s=4.0, limits=Limits(cpu_s=40))


@pytest.fixture(scope="module")
def slot() -> Iterator[Slot]:
    with Slot(SETTINGS) as one:
        yield one


def grade(slot: Slot, submission: Submission) -> Graded:
    return slot.grade(lesson.SOURCE, submission)


def outcomes(graded: Graded) -> dict[str, Outcome]:
    return {mark.test: mark.outcome for cell in graded.report.cells for mark in cell.tests}


def test_the_source_earns_everything(slot: Slot) -> None:
    report = grade(slot, lesson.submit()).report
    assert (report.earned, report.points, report.oddities, report.lost()) == (7.0, 7.0, (), frozenset())
    assert tuple(outcomes(grade(slot, lesson.submit()))) == lesson.TESTS


def test_stubs_are_not_attempted(slot: Slot) -> None:
    stubs = (lesson.STUB.format(name="double"), lesson.STUB.format(name="total"))
    graded = grade(slot, lesson.submit(*stubs))
    assert graded.report.earned == 0.0
    assert set(outcomes(graded).values()) == {Outcome.NOT_ATTEMPTED}


def test_a_wrong_answer_loses_its_tests_and_reads_its_hint(slot: Slot) -> None:
    report = grade(slot, lesson.submit("def double(x):\n    return x * x")).report
    assert report.lost() == {"double-check::test_any", "double-check::test_slope_is_two"}
    mark = report.mark("double-check::test_any")
    assert (mark.outcome, mark.earned, mark.hint) == (Outcome.FAILED, 0.0, "that is the square")
    assert (mark.hidden, mark.message) == (True, "a hidden check does not get the value it expects")


def test_a_visible_test_tells_what_it_compared(slot: Slot) -> None:
    message = (
        grade(slot, lesson.submit("def double(x):\n    return x + 1.0"))
        .report.mark("double-check::test_two")
        .message
    )
    assert "double(2.0)" in message and "expected  4.0" in message and "yours     3.0" in message


def test_cases_share_the_points_of_their_test(slot: Slot) -> None:
    wrong_below_zero = "def double(x):\n    return jnp.where(x < 0, 0.0, 2.0 * x)"
    mark = grade(slot, lesson.submit(wrong_below_zero)).report.mark("double-check::test_any")
    assert (mark.cases, mark.passed, mark.earned) == (3, 2, round(2 / 3, 6))


def test_structure_is_seen_in_the_student_s_program(slot: Slot) -> None:
    unrolled = (
        "def total(x):\n    s = 0.0\n    for i in range(x.shape[0]):\n        s = s + x[i]\n    return s"
    )
    report = grade(slot, lesson.submit(total=unrolled)).report
    assert report.lost() == {"total-check::test_one_loop"}
    assert report.mark("total-check::test_one_loop").hint == "one loop, whatever the length"


def test_an_error_of_the_student_s_is_named_without_secrets(slot: Slot) -> None:
    leaky = 'def double(x):\n    raise ValueError(f"the input is {x}")'
    report = grade(slot, lesson.submit(leaky)).report
    hidden = report.mark("double-check::test_any")
    assert (hidden.outcome, hidden.message) == (Outcome.ERROR, "your code raises ValueError")
    assert "ValueError: the input is 2.0" in report.mark("double-check::test_two").message


def test_messages_do_not_name_the_grader_s_own_lines(slot: Slot) -> None:
    report = grade(slot, lesson.submit("def double(x):\n    return x.nothing")).report
    message = report.mark("double-check::test_two").message
    assert "return x.nothing" in message and "remote" not in message


def test_a_missing_function_loses_only_its_tests(slot: Slot) -> None:
    graded = grade(slot, lesson.submit("twice = 1"))
    assert graded.report.lost() == set(lesson.TESTS[:3])
    assert outcomes(graded)["double-check::test_two"] is Outcome.ERROR
    assert "double" in graded.report.mark("double-check::test_two").message


def test_what_a_cell_prints_is_kept_beside_the_report(slot: Slot) -> None:
    graded = grade(slot, lesson.submit())
    assert graded.transcript.by_cell()["double-try"].text.strip() == "6.0"


def test_given_names_cannot_be_redefined(slot: Slot) -> None:
    thief = "class check:\n    run = close = staticmethod(lambda *a, **k: None)\n" + lesson.STUB.format(
        name="double"
    )
    assert set(lesson.TESTS[:3]) <= grade(slot, lesson.submit(thief)).report.lost()


CRASH = "def double(x):\n    import os\n    os._exit(0)"
LOOP = "def double(x):\n    while True:\n        pass"
ENDLESS_PROGRAM = "def double(x):\n    return lax.while_loop(lambda v: v < 2.0, jnp.sin, x / 100.0)"


@pytest.mark.parametrize(
    ("attack", "outcome"),
    [(CRASH, Outcome.CRASHED), (LOOP, Outcome.TIMEOUT), (ENDLESS_PROGRAM, Outcome.TIMEOUT)],
    ids=["exit", "endless Python", "endless program"],
)
@pytest.mark.hostile
def test_who_crashes_or_hangs_loses_the_tests_that_asked(slot: Slot, attack: str, outcome: Outcome) -> None:
    graded = grade(slot, lesson.submit(attack))
    assert graded.report.lost() == set(lesson.TESTS[:3])
    # The third asks for a gradient, which a program with a while loop does not have.
    assert {outcomes(graded)[test] for test in lesson.TESTS[:2]} == {outcome}
    assert graded.report.earned == 3.0
    assert grade(slot, lesson.submit()).report.earned == 7.0


@pytest.mark.hostile
def test_a_cell_that_hangs_is_cut_off_and_the_rest_is_judged(slot: Slot) -> None:
    graded = grade(slot, lesson.submit(lesson.DOUBLE + "\nwhile True: pass"))
    assert graded.report.lost() == set(lesson.TESTS[:3])
    assert graded.transcript.by_cell()["double"].error.startswith("timeout")


@pytest.mark.hostile
def test_memory_is_capped(slot: Slot) -> None:
    bomb = "def double(x):\n    return np.ones(10**10).sum() + x"
    graded = grade(slot, lesson.submit(bomb))
    assert outcomes(graded)["double-check::test_two"] is Outcome.MEMORY
    assert graded.report.earned == 3.0


def test_a_judge_that_is_killed_costs_no_marks(slot: Slot) -> None:
    assert slot._judge is not None
    slot._judge.kill()
    assert grade(slot, lesson.submit()).report.earned == 7.0


def test_a_nursery_that_is_killed_costs_no_marks(slot: Slot) -> None:
    assert slot._nursery is not None
    os.kill(slot._nursery.pid, signal.SIGKILL)
    assert grade(slot, lesson.submit()).report.earned == 7.0


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"%PDF-1.4", "this is a PDF"),
        (b"[]", "not a notebook"),
    ],
)
def test_what_is_no_notebook_is_refused_with_the_reason(slot: Slot, data: bytes, why: str) -> None:
    submission = Submission(student="ada", assignment="lesson", notebook="lesson", data=data)
    report = grade(slot, submission).report
    assert why in report.refused and report.earned == 0.0 and report.points == 7.0
    assert report.lost() == set(lesson.TESTS)


def test_plain_asserts_are_judged_cell_by_cell(slot: Slot) -> None:
    nb = lesson.node()
    nb.cells[3].source = "assert double(2.0) == 4.0\nassert double(1.0) == 2.0"
    nb.cells[5].source = "points = 1.0 * (total(jnp.ones(3)) == 3.0)\nfloat(points) * 2"
    source = lesson.Notebook.loads(lesson.data(nb), "lesson")

    def marks(double: str, total: str) -> list[float]:
        nb.cells[1].source, nb.cells[4].source = double, total
        submission = Submission(student="ada", assignment="lesson", notebook="lesson", data=lesson.data(nb))
        return [cell.earned for cell in slot.grade(source, submission).report.cells]

    assert marks(lesson.DOUBLE, lesson.TOTAL) == [4.0, 2.0]
    assert marks("def double(x):\n    return 3 * x", "def total(x):\n    return 1.0") == [0.0, 0.0]
    assert marks("def double(x):\n    raise AssertionError('4 of 4 points')", lesson.TOTAL) == [0.0, 2.0]


def test_names_that_the_assignment_imports_are_the_judge_s_own(slot: Slot) -> None:
    nb = lesson.node()
    nb.cells[2].source = "from numpy.testing import assert_allclose"
    nb.cells[3].source = "assert_allclose(double(2.0), 4.0)\nnp.testing.assert_allclose(double(1.0), 2.0)"
    source = lesson.Notebook.loads(lesson.data(nb), "lesson")
    nb.cells[1].source = (
        "def double(x):\n    return 0.0\n"
        "def assert_allclose(*a, **k):\n    pass\n"
        "np.testing.assert_allclose = assert_allclose"
    )
    nb.cells[2].source = ""
    submission = Submission(student="ada", assignment="lesson", notebook="lesson", data=lesson.data(nb))
    assert slot.grade(source, submission).report.cells[0].earned == 0.0


def test_a_broken_test_cell_is_nobody_s_mark(slot: Slot) -> None:
    nb = lesson.node()
    nb.cells[3].source = nb.cells[3].source.replace("pytest.mark.points(2)", "pytest.mark.pionts(2)")
    source = lesson.Notebook.loads(lesson.data(nb), "lesson")
    report = slot.grade(source, lesson.submit()).report
    assert "double-check" in report.grader_error and "pionts" in report.grader_error
    assert not report.scored and report.cells == ()
    assert grade(slot, lesson.submit()).report.earned == 7.0


def test_two_gradings_give_the_same_bytes(slot: Slot) -> None:
    wrong = lesson.submit("def double(x):\n    print(object())\n    return x + object()")
    assert grade(slot, wrong).report.to_json() == grade(slot, wrong).report.to_json()


def test_the_student_s_expected_is_not_sent_to_the_student(slot: Slot) -> None:
    nb = lesson.node(
        "seen = []\nexpected = None\ndef double(x):\n    return 2.0 * x if expected is None else expected"
    )
    secret = lesson.DOUBLE_CHECK.replace(
        "def test_two():", "def test_two():\n    global expected\n    expected = 5.0"
    )
    hidden = nbformat.from_dict(lesson.node())
    hidden.cells[3].source = secret.strip("\n")
    source = lesson.Notebook.loads(lesson.data(hidden), "lesson")
    submission = Submission(student="ada", assignment="lesson", notebook="lesson", data=lesson.data(nb))
    assert slot.grade(source, submission).report.earned == 7.0


def test_a_student_killed_from_outside_is_graded_again_and_not_blamed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Slot(SETTINGS) as slot:
        honest, killed = slot.spawn, []

        def spawn() -> Child:
            child = honest()
            if not killed:
                killed.append(child.pid)
                os.kill(child.pid, signal.SIGKILL)
            return child

        monkeypatch.setattr(slot, "spawn", spawn)
        report = grade(slot, lesson.submit()).report
        assert killed and (report.earned, report.grader_error) == (7.0, "")


def test_a_student_killed_from_outside_each_time_is_the_grader_s_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Slot(SETTINGS) as slot:
        honest = slot.spawn

        def spawn() -> Child:
            child = honest()
            os.kill(child.pid, signal.SIGKILL)
            return child

        monkeypatch.setattr(slot, "spawn", spawn)
        report = grade(slot, lesson.submit()).report
        assert not report.scored and "killed from outside" in report.grader_error


def test_a_student_who_dies_with_the_nursery_is_not_blamed(monkeypatch: pytest.MonkeyPatch) -> None:
    with Slot(SETTINGS) as slot:
        honest, killed = slot.spawn, []

        def spawn() -> Child:
            child = honest()
            if not killed and slot._nursery is not None:
                killed.append(slot._nursery._enclosure.process.pid)
                os.kill(killed[0], signal.SIGKILL)
            return child

        monkeypatch.setattr(slot, "spawn", spawn)
        report = grade(slot, lesson.submit()).report
        assert killed and (report.earned, report.grader_error) == (7.0, "")


SUICIDES = {
    "kill": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\nos._exit(0)",
    "thread": "import signal, threading\nsignal.pthread_kill(threading.get_ident(), signal.SIGKILL)\nimport os\nos._exit(0)",
    "abort": "import os\nos.abort()",
    "processor time": "import resource\ntry:\n    resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nexcept ValueError:\n"
    "    import os\n    os._exit(0)\nwhile True: pass",
    "processor time, by prlimit": "import resource\ntry:\n    resource.prlimit(0, resource.RLIMIT_CPU, (1, 1))\n"
    "except (ValueError, PermissionError):\n    import os\n    os._exit(0)\nwhile True: pass",
}


@pytest.mark.hostile
@pytest.mark.parametrize("way", SUICIDES)
def test_who_ends_themselves_can_not_look_like_somebody_killed_by_others(slot: Slot, way: str) -> None:
    body = "\n".join(f"    {line}" for line in SUICIDES[way].splitlines())
    report = grade(slot, lesson.submit(f"def double(x):\n{body}\n    return 2.0 * x")).report
    assert report.grader_error == ""
    assert {report.mark(test).outcome for test in lesson.TESTS[:3]} == {Outcome.CRASHED}
    assert report.earned == 3.0


def when_a_case_begins(monkeypatch: pytest.MonkeyPatch, test: str, do: Callable[[Sitting], None]) -> None:
    """Do something to the processes each time that a case of this test begins."""
    honest = Sitting._hear

    def hear(sitting: Sitting, channel: orders.Channel, message: object) -> None:
        honest(sitting, channel, message)
        if isinstance(message, orders.Began) and message.test == test:
            do(sitting)

    monkeypatch.setattr(Sitting, "_hear", hear)


SLOWLY = "def double(x):\n    import time\n    time.sleep(0.3)\n    return 2.0 * x"


@pytest.mark.parametrize("role", ["judge", "student"])
def test_who_is_stopped_from_outside_is_replaced_and_nobody_is_blamed(
    role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[int] = []

    def stop(sitting: Sitting) -> None:
        if not stopped and sitting._child is not None:
            stopped.append(slot._judge_pid if role == "judge" else sitting._child.pid)
            os.kill(stopped[0], signal.SIGSTOP)

    with Slot(replace(SETTINGS, test_s=3.0, cell_s=3.0, grace_s=2.0)) as slot:
        when_a_case_begins(monkeypatch, "double-check::test_two", stop)
        report = grade(slot, lesson.submit(SLOWLY)).report
        assert stopped and not Path(f"/proc/{stopped[0]}").exists()
        assert (report.earned, report.grader_error) == (7.0, "")


def test_a_judge_killed_again_and_again_in_one_case_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[int] = []

    def kill(sitting: Sitting) -> None:
        if len(killed) < 3:
            killed.append(slot._judge_pid)
            os.kill(killed[-1], signal.SIGKILL)

    with Slot(SETTINGS) as slot:
        when_a_case_begins(monkeypatch, "double-check::test_two", kill)
        report = grade(slot, lesson.submit(SLOWLY)).report
        assert len(set(killed)) == 3
        assert (report.earned, report.grader_error) == (7.0, "")
