"""How a student is lost: too slow, gone, or against the protocol. Only ever a `StudentLost`."""

from __future__ import annotations

import os
import random
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import jax
import numpy as np
import pytest
from remote_cases_nursery import Nursery

from gradlab.grade import wire
from gradlab.grade import wire_messages as messages
from gradlab.grade import wire_terms as terms
from gradlab.grade.remote import Student, StudentLost


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as made:
        yield made


def test_a_wait_ends_at_the_deadline(nursery: Nursery) -> None:
    student = nursery.student()
    student.deadline = time.monotonic() + 0.5
    start = time.monotonic()
    with pytest.raises(StudentLost) as caught:
        student.run("loop", "while True: pass")
    assert time.monotonic() - start < 5
    assert caught.value.outcome == caught.value.__gradlab_outcome__ == "timeout"
    with pytest.raises(StudentLost):
        student.run("next", "1")
    assert student.lost is not None
    os.kill(nursery.pid(student), signal.SIGKILL)
    nursery.bury(student)


def test_a_deadline_in_the_past_asks_nothing(nursery: Nursery) -> None:
    student = nursery.student()
    student.deadline = time.monotonic() - 1
    with pytest.raises(StudentLost, match="time limit"):
        student.run("cell", "1")
    nursery.bury(student)


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos._exit(0)",
        "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
        "import ctypes\nctypes.string_at(0)",
    ],
)
def test_a_student_that_ends_is_asked_about(nursery: Nursery, source: str) -> None:
    student = nursery.student(diagnose=lambda _: ("memory", "it was too big"))
    with pytest.raises(StudentLost) as caught:
        student.run("cell", source)
    assert (caught.value.outcome, caught.value.detail) == ("memory", "it was too big")
    nursery.bury(student)


def test_without_a_diagnosis_it_crashed(nursery: Nursery) -> None:
    student = nursery.student()
    with pytest.raises(StudentLost) as caught:
        student.run("cell", "import os\nos._exit(0)")
    assert (caught.value.outcome, str(caught.value)) == ("crashed", "the process of this submission ended")
    nursery.bury(student)


def test_no_handler_of_a_test_swallows_it(nursery: Nursery) -> None:
    student = nursery.student()
    student.run("task", "import os\ndef f(): os._exit(0)")
    f = student.value("f")

    def tolerant() -> None:
        try:
            f()
        except Exception:
            pytest.fail("taken for an answer")

    with pytest.raises(StudentLost):
        tolerant()
    nursery.bury(student)


def test_a_loss_inside_a_jitted_call_is_a_loss(nursery: Nursery) -> None:
    student = nursery.student()
    student.run("task", "import os\ndef f(x): os._exit(0)")
    with pytest.raises(StudentLost):
        jax.jit(student.value("f"))(1.0)
    nursery.bury(student)


def test_closing_ends_the_process(nursery: Nursery) -> None:
    student = nursery.student()
    student.run("cell", "1")
    assert nursery.bury(student) == 0


def test_an_answer_too_long_or_too_deep_is_the_students_error(nursery: Nursery) -> None:
    student = nursery.student()
    student.run(
        "task",
        "import numpy as np\ndef big(): return np.zeros(20_000_000)\n"
        "def deep():\n    x = ()\n    for _ in range(140): x = (x,)\n    return x",
    )
    with pytest.raises(ValueError, match="152 MiB: messages end at 128 MiB"):
        student.value("big")()
    with pytest.raises(ValueError, match="nested too deep"):
        student.value("deep")()
    assert student.run("next", "1").error is None
    nursery.bury(student)


# ------------------------------------------------------------------------------------------------ forged answers


def forge(
    answer: Callable[[Any], bytes], ask: Callable[[Student], Any]
) -> tuple[BaseException | None, list[int]]:
    """Ask a student whose process answers with given bytes; return what that raised and the diagnoses asked for."""
    ours, theirs = socket.socketpair()
    theirs.settimeout(20)

    def serve() -> None:
        channel = wire.Channel(theirs, messages.ToStudent)
        try:
            while True:
                theirs.sendall(answer(channel.receive(time.monotonic() + 20)))
        except (OSError, EOFError):
            pass

    thread = threading.Thread(target=serve)
    thread.start()
    asked: list[int] = []

    def diagnose(silent: bool) -> tuple[str, str]:
        asked.append(1)
        return "timeout", "never mind"

    student = Student(ours, diagnose=diagnose)
    student.deadline = time.monotonic() + 20
    try:
        ask(student)
    except BaseException as error:
        return error, asked
    finally:
        student.close()
        theirs.close()
        thread.join()
    return None, asked


def framed(message: Any) -> bytes:
    data = wire.encode(message)
    return wire.HEAD.pack(len(data)) + data


def got(value: Any) -> Callable[[Any], bytes]:
    return lambda request: framed(messages.Reply(request.seq, messages.Got(value)))


def array(dtype: str, shape: tuple[int, ...], size: int) -> terms.DeviceArray:
    return terms.DeviceArray(dtype, shape, memoryview(bytes(size)), False)


HANDLE = terms.Handle(0, True, "function", "f")
FORGED: dict[str, Callable[[Any], bytes]] = {
    "another number": lambda r: framed(messages.Reply(r.seq + 1, messages.Done())),
    "another kind of answer": lambda r: framed(messages.Reply(r.seq, messages.Done())),
    "no answer at all": lambda r: framed(messages.Reply(r.seq, None)),
    "four gigabytes announced": lambda r: wire.HEAD.pack(4 << 30),
    "a frame of noise": lambda r: wire.HEAD.pack(5) + b"\xc1\x00abc",
    "a map": lambda r: wire.HEAD.pack(3) + b"\x81\x01\x02",
    "a pickled function": got(terms.Function(b"cos\nsystem\n(S'true'\ntR.", [])),
    "a counted function": got(terms.CountedFunction(0, None)),
    "a watched value": got(terms.Watched(0, 1)),
    "a hole": got(terms.Hole()),
    "an argument never passed": got(terms.Argument(3)),
    "an unknown dtype": got(array("object", (1,), 8)),
    "too few bytes": got(array("float32", (3,), 8)),
    "a negative shape": got(array("float32", (-1,), 8)),
    "a huge shape": got(array("float32", (1 << 40, 1 << 40), 0)),
    "an unhashable key": got(terms.Mapping("dict", [terms.List([])], [1])),
    "too many keys": got(terms.Mapping("dict", list(range(wire.KEYS + 1)), [0] * (wire.KEYS + 1))),
    "a dimension beyond all": got(array("float32", (0, 1 << 40), 0)),
    "unequal sides": got(terms.Mapping("dict", [1, 2], [1])),
    "an unknown mapping": got(terms.Mapping("UserDict", [], [])),
    "an unknown collection": got(terms.Bag("bytearray", [])),
    "an unknown constant": got(terms.Constant("builtin", "eval")),
    "a module of no library": got(terms.Constant("module", "os")),
    "a private module": got(terms.Constant("module", "numpy.f2py.__main__")),
    "a module that is not there": got(terms.Constant("module", "numpy.nowhere")),
    "a NumPy function": got(terms.Constant("numpy", "load")),
    "an old name of NumPy's": got(terms.Constant("numpy", "object")),
    "a device that is not there": got(terms.Constant("device", "77")),
    "a range of step 0": got(terms.Range(0, 1, 0)),
    "a key of no implementation": got(terms.Key("md5", (2,), memoryview(bytes(8)))),
    "a key of another size": got(terms.Key("threefry2x32", (3,), memoryview(bytes(12)))),
    "an integer of 5,000 digits": got(terms.BigInt(bytes(3000))),
    "a record of wrong fields": got(terms.Record(HANDLE, ("a", "b"), [1])),
    "a record of no names": got(terms.Record(HANDLE, ("class",), [1])),
    "a node of wrong paths": got(terms.Node(0, HANDLE, "N", False, (), None, [1])),
    "a node of unknown paths": got(terms.Node(0, HANDLE, "N", False, (terms.Path("what", "x"),), None, [1])),
    "a node of a path too far": got(
        terms.Node(0, HANDLE, "N", False, (terms.Path("flat", 1 << 40),), None, [1])
    ),
    "a record of a thousand fields": got(
        terms.Record(HANDLE, tuple(f"f{i}" for i in range(1000)), [0] * 1000)
    ),
    "classes without end": got(
        terms.List(
            [terms.Record(terms.Handle(i, True, "type"), ("x",), [1]) for i in range(wire.CLASSES + 1)]
        )
    ),
    "a node of no name": got(terms.Node(0, HANDLE, "a\0b", False, (), None, [])),
    "a container never shared": lambda r: framed(
        messages.Reply(r.seq, messages.Got(1), shared=(messages.SharedValue(0, 1),))
    ),
    "settings of another kind": lambda r: framed(messages.Reply(r.seq, messages.Got(1), settings=(True,))),
    "a callback never given out": lambda r: framed(messages.Callback(r.seq, 1, 0, terms.Tuple([]), None)),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_answer_ends_the_student_and_nothing_else(name: str) -> None:
    error, asked = forge(FORGED[name], lambda student: student.value("x"))
    assert type(error) is StudentLost, error
    assert error.outcome == "crashed"
    assert "malformed message" in error.detail
    assert asked == [1]


def test_a_program_of_other_types_than_announced_is_refused() -> None:
    from gradlab.grade.inspection import Refused
    from gradlab.grade.jax_modules import lower

    data = lower(jax.jit(lambda x: x * 2).trace(np.float32(1)).jaxpr, "cpu")

    def answer(request: Any) -> bytes:
        result: Any
        match request.body:
            case messages.Fetch():
                result = messages.Got(HANDLE)
            case messages.Trace():
                tree = messages.Facts(request.body.plan.id, tree=terms.Hole())
                result = messages.Traced(0, (terms.Aval("float32", (7,), False),), (tree,))
            case messages.Export():
                result = messages.Exported(data)
            case _:
                missing = messages.Error(("builtins.AttributeError", "builtins.Exception"), "", ())
                return framed(messages.Reply(request.seq, None, missing))
        return framed(messages.Reply(request.seq, result))

    error, _ = forge(answer, lambda student: jax.jit(student.value("f"))(np.float32(1)))
    assert type(error) is Refused
    assert str(error) == "the program's types are not those that were announced"


def test_facts_that_do_not_fit_end_the_student() -> None:
    def answer(request: Any) -> bytes:
        result: Any = messages.Got(HANDLE)
        if isinstance(request.body, messages.Apply):
            facts = messages.Facts(request.body.plan.id, batched=(True,) * 5, outputs=9)
            result = messages.Applied([array("float32", (), 4)], (facts,))
        return framed(messages.Reply(request.seq, result))

    for transform in (jax.vmap, jax.grad):
        argument = np.ones(1, "float32") if transform is jax.vmap else np.float32(1)
        error, _ = forge(answer, lambda student, t=transform, a=argument: t(student.value("f"))(a))  # type: ignore[misc]
        assert type(error) is StudentLost


def test_random_bytes_are_only_ever_a_loss() -> None:
    """Mutated replies: whatever arrives, the judge raises `StudentLost`, or takes it for an answer."""
    rng = random.Random(7)
    valid = [
        messages.Got(terms.List([1, 2.5, "text", None, array("float32", (2,), 8), HANDLE])),
        messages.Got(terms.Mapping("dict", ["a", 1], [terms.Tuple([True]), terms.Slice(1, None, 2)])),
        messages.Got(terms.Node(0, HANDLE, "N", False, (terms.Path("attribute", "w"),), ("w",), [1])),
        messages.Got(terms.Record(HANDLE, ("x",), [terms.Key("rbg", (4,), memoryview(bytes(16)))])),
    ]
    for _ in range(150):
        result = rng.choice(valid)

        def answer(request: Any, result: Any = result) -> bytes:
            data = bytearray(wire.encode(messages.Reply(request.seq, result)))
            for _ in range(rng.randint(1, 4)):
                at = rng.randrange(len(data))
                data[at : at + rng.randint(0, 2)] = rng.randbytes(rng.randint(0, 2))
            return wire.HEAD.pack(len(data)) + data

        error, _ = forge(answer, lambda student: student.value("x"))
        assert error is None or type(error) is StudentLost, error
