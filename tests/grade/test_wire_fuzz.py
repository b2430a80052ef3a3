"""Whatever bytes a student sends, the judge raises a protocol error, within its memory and time.

GRADLAB_FUZZ_SECONDS=300 uv run pytest -n 0 -s tests/grade/test_wire_fuzz.py   # longer, and says how many examples
"""

from __future__ import annotations

import contextlib
import os
import random
import socket
import threading
import time
import tracemalloc
from collections.abc import Iterator
from typing import Any

import jax
import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wire_fuzz import NAMESPACE, Reader, classes, damaged, hints, made, parts, values_in

from gradlab.grade import wire, wire_terms
from gradlab.grade import wire_messages as messages
from gradlab.grade import wire_terms as terms
from gradlab.grade.inspection import Refused
from gradlab.grade.remote import Namespace, Student, StudentLost

SECONDS = float(os.environ.get("GRADLAB_FUZZ_SECONDS", "0"))
"""How long each loop below goes on; 0 for a fixed number of examples, the same ones each time."""
EXAMPLES = {"bytes": 6000, "conversations": 250}
MEMORY_BYTES = 4 << 20
"""What reading a small message may take at its peak, whatever it announces."""
AMPLIFICATION = 200
"""Bytes of memory for one byte of a long message: an item of one byte is an object of some dozen."""


def rounds(name: str) -> Iterator[random.Random]:
    """Yield a generator for each example."""
    end, number = time.monotonic() + SECONDS, 0
    while number < EXAMPLES[name] or time.monotonic() < end:
        yield random.Random(f"{name} {number}")
        number += 1
    print(f"{name}: {number} examples")


@pytest.fixture
def reader() -> Iterator[Reader]:
    one = Reader()
    yield one
    one.close()


# ---------------------------------------------------------------------------------------------------- structures


def test_every_class_on_the_wire_is_reached_from_what_is_sent() -> None:
    assert parts(messages.ToJudge | messages.ToStudent) == set(classes())


@pytest.mark.parametrize("cls", classes(), ids=lambda cls: cls.__name__)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_a_message_comes_back_as_it_was(cls: type[msgspec.Struct], rng: random.Random) -> None:
    message = made(cls, rng)
    data = wire.encode(message)
    wire.scan(data)
    back = msgspec.msgpack.decode(data, type=cls)
    assert type(back) is cls
    assert wire.encode(back) == data  # bytes, since NaN is not equal to itself


def test_a_new_message_needs_no_line_of_the_fuzzer() -> None:
    new = msgspec.defstruct(
        "New", [("value", terms.Value), ("many", tuple[int, ...])],
        bases=(msgspec.Struct,), array_like=True, tag="new", namespace={"__module__": wire_terms.__name__},
    )  # fmt: skip
    assert set(hints(new)) == {"value", "many"} and "Value" in NAMESPACE
    found = [made(new, random.Random(seed)) for seed in range(50)]
    assert len({type(one.value) for one in found}) > 5
    with pytest.raises(TypeError, match=r"teach tests/grade/wire_fuzz\.py"):
        made(frozenset, random.Random(0))


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_any_well_formed_reply_is_an_answer_or_a_loss(rng: random.Random) -> None:
    reader = Reader()
    try:
        with contextlib.suppress(StudentLost):
            reader.read(wire.encode(made(messages.ToJudge, rng)))
    finally:
        reader.close()


# ---------------------------------------------------------------------------------------------------------- bytes


def test_damaged_bytes_raise_nothing_else_and_take_little(reader: Reader) -> None:
    read = refused = lost = peak = 0
    for rng in rounds("bytes"):
        seeds = [wire.encode(made(messages.ToJudge, rng)) for _ in range(2)]
        data = damaged(seeds[0], rng, seeds[1])
        tracemalloc.start()
        try:
            reader.read(data)
            read += 1
        except wire.ProtocolError:
            refused += 1
        except StudentLost:
            lost += 1
        finally:
            peak = max(peak, tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    print(f"read {read}, refused {refused}, lost {lost}, at most {peak >> 10} KiB")
    assert peak < MEMORY_BYTES
    assert min(read, refused, lost) > EXAMPLES["bytes"] // 100  # each of them is tried


MANY = 20_000
REPEATED: dict[str, Any] = {
    "numbers": lambda i: i,
    "lists": lambda i: terms.List([]),
    "float0": lambda i: terms.Float0((1 << 27,)),
    "shapes": lambda i: terms.Shape(terms.Aval("float32", (1 << 30, 1 << 30), False)),
    "handles": lambda i: terms.Handle(i, True, "f"),
    "classes of exceptions": lambda i: terms.Handle(i, True, "f", mro=(f"a.E{i}", "builtins.Exception")),
    "classes of nodes": lambda i: terms.Node(i, terms.Handle(i, True, "type"), "N", False, (), None, []),
    "classes of records": lambda i: terms.Record(terms.Handle(i, True, "type"), ("x",), [1]),
    "empty arrays": lambda i: terms.HostArray("float32", (0, 1 << 30), memoryview(b""), False),
    "deques": lambda i: terms.Bag("deque", []),
}


@pytest.mark.parametrize("name", REPEATED)
def test_a_long_list_of_small_things_takes_memory_by_its_length(name: str, reader: Reader) -> None:
    value = terms.List([REPEATED[name](i) for i in range(MANY)])
    data = wire.encode(messages.Reply(1, messages.Got(value)))
    tracemalloc.start()
    try:
        with contextlib.suppress(StudentLost):
            reader.read(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MEMORY_BYTES + AMPLIFICATION * len(data), f"{peak / len(data):.0f} bytes for each byte"


# -------------------------------------------------------------------------------------------------- conversations

TEST = """
class Probe:
    function = f

g = jax.jit(f)
for attempt in (
    lambda: f(1.0), lambda: f(np.ones(2), [1], {"a": x}), lambda: g(1.0), lambda: jax.grad(f)(2.0),
    lambda: jax.vmap(f)(np.ones(3, "float32")), lambda: x + 1, lambda: repr(x), lambda: f([seen])(counted),
    lambda: jax.tree.map(str, x), lambda: [*zip(range(3), x)], lambda: jax.jvp(f, (1.0,), (1.0,)),
):
    try:
        attempt()
    except Exception as error:
        ends.append(error)
"""
NAMES = ("f", "x")
PLAIN = (
    1, 2.5, "text", None, terms.Tuple([1, terms.List([2])]), terms.Bag("iterator", [1, 2]),
    terms.DeviceArray("float32", (), memoryview(bytes(4)), False), terms.Handle(7, False, "Own"),
    terms.Node(0, terms.Handle(8, True, "type"), "N", True, (terms.Path("attribute", "w"),), ("w",), [1]),
)  # fmt: skip


def likely(request: Any, rng: random.Random) -> Any:
    """Answer a question with an answer of the right kind, made by chance."""
    kinds: dict[type, Any] = {
        messages.RunCell: messages.Ran("", (), None, "passed", NAMES, NAMES, False),
        messages.Fetch: messages.Got(terms.Handle(rng.randrange(3), True, "function", "f")),
        messages.Invoke: messages.Got,
        messages.Apply: messages.Applied,
        messages.Execute: messages.Applied,
        messages.Trace: messages.Traced,
        messages.Export: messages.Exported,
    }
    kind = kinds.get(type(request.body), messages.Done)
    result = made(kind, rng, 3) if isinstance(kind, type) else kind
    if kind is messages.Got and rng.random() < 0.7:
        result = messages.Got(rng.choice(PLAIN))
    if rng.random() < 0.04:
        return made(messages.ToJudge, rng)
    if rng.random() < 0.05:
        args = rng.choice((terms.Tuple([terms.List([])]), made(terms.Value, rng, 2)))
        return messages.Callback(
            request.seq, 1, rng.choice((0, 0, 1, -1)), args, terms.Mapping("dict", [], [])
        )
    if rng.random() < 0.1:
        return msgspec.structs.replace(made(messages.Reply, rng, 2), seq=request.seq, result=result)
    error = made(messages.Error, rng, 2) if rng.random() < 0.3 else None
    return messages.Reply(request.seq, None if error else result, error)


def peer(sock: socket.socket, rng: random.Random) -> None:
    """Answer until the other end has had enough."""
    channel = wire.Channel(sock, messages.ToStudent)
    try:
        seq = 0
        while True:
            request = channel.receive(time.monotonic() + 20)
            if isinstance(request, messages.Answer):
                request = messages.Request(seq, messages.Quit())
            seq = request.seq
            data = wire.encode(likely(request, rng))
            if rng.random() < 0.05:
                data = damaged(data, rng, wire.encode(made(messages.ToJudge, rng)))
            length = (
                rng.choice((0, 1 << 32, (1 << 64) - 1, len(data) + 9)) if rng.random() < 0.01 else len(data)
            )
            sock.sendall(wire.HEAD.pack(length) + data)
            if length != len(data):
                return
    except (OSError, EOFError):
        pass
    finally:
        sock.close()


def converse(rng: random.Random) -> str:
    """Hold one conversation with a peer that answers by chance; return how it ended."""
    ours, theirs = socket.socketpair()
    thread = threading.Thread(target=peer, args=(theirs, rng))
    thread.start()
    student = Student(ours)
    student.deadline = time.monotonic() + 20
    ends: list[Exception] = []
    try:
        student.run("cell", "")
        scope = Namespace(student, {"jax": jax, "np": np, "ends": ends, "seen": [], "counted": len}, TEST)
        scope.fetch()
        exec(TEST, scope)
    except StudentLost as lost:
        return lost.outcome
    except Refused:
        return "refused"
    except NameError:
        return "to its end"  # damaged names
    except Exception as error:
        # A reply that carries an error raises it: a student's.
        return "to its end" if getattr(error, "__gradlab_foreign__", False) else f"{error!r}"
    finally:
        student.close()
        theirs.close()
        thread.join(30)
        assert not thread.is_alive()
    astray = [error for error in ends if isinstance(error, wire.ProtocolError)]
    return f"{astray[0]!r} without a loss" if astray else "to its end"


@pytest.mark.filterwarnings("ignore")
def test_whatever_a_peer_answers_the_conversation_ends(capsys: pytest.CaptureFixture[str]) -> None:
    found: dict[str, int] = {}
    for rng in rounds("conversations"):
        how = converse(rng)
        found[how] = found.get(how, 0) + 1
    with capsys.disabled():
        if SECONDS:
            print(found)
    assert found.keys() <= {"crashed", "refused", "to its end"}, found
    assert found["crashed"] > 20 and found["to its end"] > 5, found


def test_the_values_of_a_message_are_those_the_judge_decodes() -> None:
    reply = messages.Reply(1, messages.Applied([1, 2], ()), mutations=(messages.Mutation(0, 3),))
    assert values_in(reply) == [1, 2]
    assert values_in(messages.Callback(1, 1, 0, 4, 5)) == [4, 5]
