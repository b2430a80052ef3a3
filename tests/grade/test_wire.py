"""The wire: what goes in comes out, and nothing but a protocol error comes of bytes that are no message."""

from __future__ import annotations

import collections
import random
import socket
import struct
import time
from collections.abc import Iterator
from typing import Any

import jax
import jax.numpy as jnp
import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradlab.grade import wire, wire_decoding, wire_errors, wire_text, wire_values
from gradlab.grade import wire_messages as messages
from gradlab.grade import wire_terms as terms

Pair = tuple[wire.Channel, wire.Channel]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A student's end and the judge's end."""
    ours, theirs = socket.socketpair()
    student, judge = wire.Channel(theirs, messages.ToStudent), wire.Channel(ours, messages.ToJudge)
    yield student, judge
    student.close()
    judge.close()


def there_and_back(x: Any) -> Any:
    """Encode, put into bytes, scan, read and decode."""
    data = wire.encode(messages.Got(wire_values.Encoder().encode(x)))
    wire.scan(data)
    return wire_decoding.Decoder().decode(msgspec.msgpack.decode(data, type=messages.Got).value)


SCALARS = (
    st.none() | st.booleans() | st.integers(-(2**600), 2**600) | st.floats() | st.text() | st.binary()
    | st.complex_numbers() | st.sampled_from([..., jnp.float32, np.int8, float, np.dtype("uint16")])
    | st.builds(slice, st.none() | st.integers(-9, 9), st.integers(-9, 9), st.none())
    | st.builds(range, st.integers(-99, 99), st.integers(-99, 99), st.integers(1, 9))
)  # fmt: skip
HASHABLE = st.integers() | st.text() | st.booleans() | st.tuples(st.integers(), st.text())
TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(HASHABLE, inner, max_size=4)
        | st.dictionaries(HASHABLE, inner, max_size=4).map(collections.OrderedDict)
        | st.sets(HASHABLE, max_size=4)
        | st.lists(inner, max_size=4).map(collections.deque)
    ),
    max_leaves=12,
)
DTYPES = st.sampled_from(sorted(wire_values.DTYPES))
SHAPES = st.lists(st.integers(0, 4), max_size=3).map(tuple)


def equal(a: Any, b: Any) -> bool:
    """Compare with NaNs equal and types told apart."""
    if type(a) is not type(b):
        return False
    if isinstance(a, list | tuple | collections.deque):
        return len(a) == len(b) and all(map(equal, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(map(equal, a.values(), b.values()))
    if isinstance(a, float | complex):
        return struct.pack("dd", *_parts(a)) == struct.pack("dd", *_parts(b))
    return bool(a == b)


def _parts(x: float | complex) -> tuple[float, float]:
    return (x.real, x.imag) if isinstance(x, complex) else (x, 0.0)


@settings(max_examples=150, deadline=None)
@given(TREES)
def test_trees_of_data_come_back_as_they_were(x: Any) -> None:
    assert equal(there_and_back(x), x)


@settings(max_examples=100, deadline=None)
@given(DTYPES, SHAPES, st.randoms(use_true_random=False))
def test_arrays_come_back_bit_for_bit(dtype: str, shape: tuple[int, ...], rng: random.Random) -> None:
    kind = wire_values.DTYPES[dtype]
    size = int(np.prod(shape, dtype=int))
    data = rng.randbytes(size * kind.itemsize) if "int4" not in dtype and kind.itemsize > 1 else bytes(size)
    array = np.frombuffer(data, np.uint8).view(kind).reshape(shape)
    back = there_and_back(array)
    assert (type(back), back.dtype, back.shape, back.tobytes()) == (np.ndarray, kind, shape, array.tobytes())
    assert back.flags.writeable


@pytest.mark.parametrize("weak", [False, True])
@pytest.mark.parametrize("dtype", ["float32", "int32", "bool", "bfloat16", "complex64"])
def test_weak_types_travel(dtype: str, weak: bool) -> None:
    from gradlab.grade.jax_internals import weakened

    x = weakened(jnp.ones((), dtype)) if weak else jnp.ones((), dtype)
    back = there_and_back(x)
    assert (back.dtype, back.weak_type, back.shape) == (x.dtype, weak, ())


@pytest.mark.parametrize("implementation", wire_values.IMPLEMENTATIONS)
def test_keys_travel(implementation: str) -> None:
    keys = jax.random.split(jax.random.key(3, impl=implementation), 2)
    back = there_and_back(keys)
    assert back.dtype == keys.dtype
    assert (jax.random.key_data(back) == jax.random.key_data(keys)).all()


def test_an_array_of_64_bits_keeps_them() -> None:
    with jax.enable_x64(True):
        x = jnp.float64(1) / 3
    assert there_and_back(x).dtype == "float64"


def test_a_numpy_scalar_is_no_array() -> None:
    back = there_and_back(np.float64(2))
    assert type(back) is np.float64


@pytest.mark.parametrize(
    "x", [2 ** (8 * wire.BIG_INT_BYTES), "x" * (wire.TEXT_BYTES // 4 + 1)], ids=["integer", "text"]
)
def test_what_is_too_long_is_not_sent(x: Any) -> None:
    with pytest.raises(ValueError, match="too long to be sent"):
        wire_values.Encoder().encode(x)


def test_an_object_is_no_data() -> None:
    with pytest.raises(TypeError, match="cannot send object"):
        wire_values.Encoder().encode(object())


# ---------------------------------------------------------------------------------------------------------- frames


def test_messages_cross(pair: Pair) -> None:
    student, judge = pair
    request = messages.Request(1, messages.RunCell("a", "1 + 1"))
    judge.send(request)
    assert student.receive() == request
    big = wire_values.Encoder().encode(np.arange(1000))
    student.send(messages.Reply(1, messages.Got(big)))
    reply = judge.receive(time.monotonic() + 5)
    assert isinstance(reply, messages.Reply)
    assert isinstance(reply.result, messages.Got)
    assert wire_decoding.Decoder().decode(reply.result.value).tolist() == list(range(1000))


def test_a_wait_ends_at_its_deadline(pair: Pair) -> None:
    _, judge = pair
    with pytest.raises(TimeoutError):
        judge.receive(time.monotonic() + 0.05)
    with pytest.raises(TimeoutError):
        judge.receive(time.monotonic() - 1)


def test_a_trickle_of_bytes_does_not_move_the_deadline(pair: Pair) -> None:
    """Each byte that arrives must not start the clock again."""
    ours, theirs = socket.socketpair()
    judge = wire.Channel(ours, messages.ToJudge)
    theirs.sendall(wire.HEAD.pack(100) + b"\x90" * 50)
    start = time.monotonic()
    with pytest.raises(TimeoutError):
        judge.receive(start + 0.2)
    assert time.monotonic() - start < 2
    theirs.close()
    judge.close()


def test_the_end_of_the_peer_is_an_end_of_file(pair: Pair) -> None:
    student, judge = pair
    student.close()
    with pytest.raises(EOFError):
        judge.receive()


def test_an_announced_length_costs_nothing() -> None:
    import tracemalloc

    ours, theirs = socket.socketpair()
    judge = wire.Channel(ours, messages.ToJudge)
    theirs.sendall(wire.HEAD.pack(wire.FRAME_BYTES) + b"x")
    theirs.close()
    tracemalloc.start()
    with pytest.raises(EOFError):
        judge.receive()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    judge.close()
    assert peak < 1 << 20


DEEP = b"\x91" * (wire.DEPTH + 1) + b"\x90"
REFUSED = {
    "frame too long": wire.HEAD.pack(wire.FRAME_BYTES + 1),
    "4 GiB": wire.HEAD.pack(1 << 32),
    "empty": b"",
    "cut short": b"\x92\x01",
    "bytes left over": b"\x01\x02",
    "a map": b"\x80",
    "a long map": b"\xdf\xff\xff\xff\xff",
    "an extension": b"\xd4\x01\x00",
    "a timestamp": b"\xd6\xff\x00\x00\x00\x00",
    "an unused byte": b"\xc1",
    "a list of 4 G": b"\xdd\xff\xff\xff\xff",
    "a text of 4 G": b"\xdb\xff\xff\xff\xff",
    "bytes of 4 G": b"\xc6\xff\xff\xff\xff",
    "nested too deep": DEEP,
    "an unknown tag": b"\x92\xa4what\x01",
    "a tag of the other side": wire.encode(messages.Request(1, messages.Quit())),
    "no text in UTF-8": b"\x93\xa5reply\x01\xa2\xff\xfe",
    "a float for a number": b"\x93\xa5reply\xca\x00\x00\x00\x00\xc0",
    "a field too many": wire.encode(messages.Reply(1, messages.Done()))[:1].replace(b"\x99", b"\x9a")
    + wire.encode(messages.Reply(1, messages.Done()))[1:]
    + b"\x01",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_message_is_a_protocol_error(name: str) -> None:
    ours, theirs = socket.socketpair()
    judge = wire.Channel(ours, messages.ToJudge)
    data = REFUSED[name]
    theirs.sendall(data if name in ("frame too long", "4 GiB") else wire.HEAD.pack(len(data)) + data)
    theirs.close()
    with pytest.raises(wire.ProtocolError):
        judge.receive()
    judge.close()


def test_the_limits_count_tokens_lists_and_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    for limit, data, text in (
        ("ITEMS", [1] * 9, "list too long"),
        ("TOKENS", [[1] * 5] * 3, "too many items"),
        ("TEXT_BYTES", "x" * 40, "string too long"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(wire, limit, 8)
            with pytest.raises(wire.ProtocolError, match=text):
                wire.scan(msgspec.msgpack.encode(data))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | st.binary(max_size=40).map(lambda b: b"\x99\xa5reply\x01" + b))
def test_noise_raises_nothing_else(data: bytes) -> None:
    channel = wire.Channel.__new__(wire.Channel)
    channel._decoder = msgspec.msgpack.Decoder(messages.ToJudge)
    try:
        message = channel.parse(data)
    except wire.ProtocolError:
        return
    assert isinstance(message, messages.Reply | messages.Callback)


def test_a_fuzzed_answer_raises_nothing_else() -> None:
    """Mutations of valid messages, parsed and decoded as the judge does it."""
    rng = random.Random(3)
    encoder = wire_values.Encoder()
    seeds = [
        wire.encode(messages.Reply(1, messages.Got(encoder.encode(x)), printed="p"))
        for x in (
            {"a": jnp.ones((2, 2)), 1: [None, True, 2.5]}, (np.float32(1), b"b", 1j), [2**90, {1, 2}, range(3)],
            collections.Counter("aab"), jax.random.key(1), slice(1, 2), jax.ShapeDtypeStruct((2,), "float32"),
        )
    ]  # fmt: skip
    channel = wire.Channel.__new__(wire.Channel)
    channel._decoder = msgspec.msgpack.Decoder(messages.ToJudge)
    answers = 0
    for _ in range(4000):
        data = bytearray(rng.choice(seeds))
        for _ in range(rng.randint(1, 3)):
            at = rng.randrange(len(data))
            data[at : at + rng.randint(0, 3)] = rng.randbytes(rng.randint(0, 3))
        try:
            message = channel.parse(bytes(data))
            if isinstance(message, messages.Reply) and isinstance(message.result, messages.Got):
                wire_decoding.Decoder().decode(message.result.value)
                answers += 1
        except wire.ProtocolError:
            continue
    assert answers > 100  # some mutations are still messages


# ------------------------------------------------------------------------------------------------------------ text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07shown", "shown"),
        ("a\rb\r\nc\td\n", "a\nb\nc\td\n"),
        ("\u202egnp.exe\u2066", "gnp.exe"),
        ("nul\0bell\x07back\x08", "nulbellback"),
        ("full\u200b ma\u00adrks\U000e0041\u2028", "full marks"),
        ("é ∂ 漢", "é ∂ 漢"),
    ],
)
def test_text_steers_no_terminal(text: str, plain: str) -> None:
    assert wire_text.plain(text) == plain


def test_text_is_cut_to_its_limit() -> None:
    assert wire_text.plain("x" * 100, 10) == "x" * 10 + " …"
    assert wire_text.scrubbed("at 0x7f12ab34cd, not 0x12") == "at 0x…, not 0x12"


# ---------------------------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    "error",
    [
        ValueError("a", 1), KeyError("k"), FileNotFoundError(2, "no", "x"), StopIteration(4), SyntaxError("bad"),
        UnicodeDecodeError("utf8", b"a", 0, 1, "bad"), np.linalg.LinAlgError("singular"), OSError("plain"),
        AssertionError(), RecursionError("deep"), jax.errors.KeyReuseError("used"),
    ],
)  # fmt: skip
def test_errors_come_back_as_their_class_and_text(error: Exception) -> None:
    back = wire_errors.rebuild(wire_errors.describe(error))
    assert isinstance(back, type(error))
    assert type(back).__name__ == type(error).__name__
    assert str(back) == str(error)


def test_a_class_that_nobody_knows_becomes_its_base() -> None:
    class Local(LookupError):
        pass

    back = wire_errors.rebuild(wire_errors.describe(Local("x")))
    assert isinstance(back, LookupError)
    assert type(back).__name__ == "Local"


def test_a_message_is_cut_and_free_of_addresses() -> None:
    text = wire_errors.message(ValueError(f"{object()} " + "x" * 10_000))
    assert "object at 0x…>" in text
    assert len(text) <= wire_text.CHARACTERS + 2


def test_an_unprintable_error_has_no_message() -> None:
    class Bad(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    assert str(wire_errors.rebuild(wire_errors.describe(Bad()))) == ""


def test_forged_names_make_no_class_that_is_not_allowed() -> None:
    for names in (
        ("builtins.eval",),
        ("os.system", "builtins.object"),
        (),
        ("builtins.SystemExit", "builtins.Exception"),
    ):
        assert type(wire_errors.rebuild(messages.Error(names, "x", ()))) is RuntimeError


def test_a_name_that_python_takes_for_no_class_is_cleaned() -> None:
    back = wire_errors.rebuild(messages.Error(("my.a\0b", "builtins.ValueError"), "x", ()))
    assert isinstance(back, ValueError)
    assert type(back).__name__ == "ValueError"


def test_structs_of_values_name_no_code() -> None:
    assert wire_values.Encoder().encode([1, "a"]) == terms.List([1, "a"])


@pytest.mark.parametrize(
    "name",
    [
        "\x1b]0;title\x07",
        "<img src=x onerror=y>",
        "=cmd()",
        "a b",
        "",
        "x\u202e",
        "x" * 101,
        "m.E: all passed",
    ],
)
def test_a_class_that_could_not_be_one_gets_the_name_of_its_base(name: str) -> None:
    made = wire_errors.rebuild(messages.Error((f"m.{name}", "builtins.ValueError"), "no", ("no",)))
    assert (type(made).__name__, str(made)) == ("ValueError", "no")
    ended = wire_errors.rebuild(messages.Error((f"m.{name}", "builtins.BaseException"), "no", ("no",)))
    assert str(ended) == "the code raised an exception: no"
    assert wire_text.spoken(f"{name.partition(':')[0]}: no") in ("Exception: no", "E: no")


def test_a_class_of_a_student_keeps_its_name() -> None:
    made = wire_errors.rebuild(messages.Error(("m.f.<locals>.Été", "builtins.ValueError"), "no", ("no",)))
    assert type(made).__name__ == "Été"
