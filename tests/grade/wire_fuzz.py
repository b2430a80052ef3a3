"""Messages made from their types, valid frames damaged, and a judge's end that reads them.

What a message holds is read from the annotations of its class: a new message is made, and damaged, without a word here.
"""

from __future__ import annotations

import functools
import math
import random
import socket
import types
import typing
from collections.abc import Callable
from typing import Any

import msgspec

from gradlab.grade import wire, wire_values
from gradlab.grade import wire_messages as messages
from gradlab.grade import wire_terms as terms
from gradlab.grade.remote import Student
from gradlab.grade.remote_values import Receiver

NAMESPACE = vars(terms) | vars(messages)
INTEGERS = (
    0,
    0,
    0,
    1,
    1,
    2,
    3,
    5,
    -1,
    255,
    1 << 14,
    (1 << 31) - 1,
    1 << 31,
    1 << 40,
    (1 << 63) - 1,
    -(1 << 63),
)
FLOATS = (0.0, -0.0, 1.0, 2.5, 1e308, 5e-324, math.inf, -math.inf, math.nan)
WORDS = (
    *wire_values.DTYPES, *wire_values.IMPLEMENTATIONS, *("key:" + name for name in wire_values.IMPLEMENTATIONS),
    "float0", "object", "set", "frozenset", "deque", "iterator", "dict", "OrderedDict", "defaultdict", "Counter",
    "int", "list", "builtin", "dtype", "numpy", "jax", "module", "device", "ellipsis", "attribute", "index", "key",
    "flat", "jax.numpy", "os", "load", "7", "x", "y", "", "class", "a\0b", "\u202e\x1b[2J", "é" * 40, "__class__",
    "builtins.ValueError", "builtins.Exception", "builtins.SystemExit", "builtins.BaseExceptionGroup", "my.Own",
)  # fmt: skip


@functools.cache
def classes() -> list[type[msgspec.Struct]]:
    """Return every class of a message or of a part of one."""
    return sorted(terms.Message.__subclasses__(), key=lambda cls: cls.__name__)


@functools.cache
def hints(cls: type[msgspec.Struct]) -> dict[str, Any]:
    """Return the types of a class's fields."""
    return typing.get_type_hints(cls, NAMESPACE)


def parts(hint: Any, found: set[type] | None = None) -> set[type]:
    """Return the classes that a type can hold, at any depth."""
    found = set() if found is None else found
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct) and hint not in found:
        found.add(hint)
        for inner in hints(hint).values():
            parts(inner, found)
    for inner in typing.get_args(hint):
        parts(inner, found)
    return found


def made(hint: Any, rng: random.Random, depth: int = 4) -> Any:
    """Make a value of a type.

    Args:
        hint: the type, as a field of a message is annotated.
        rng: chooses.
        depth: how many more parts may lie inside each other.

    Raises:
        TypeError: a type that no message has had so far.
    """
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return made(rng.choice(inner if depth > 0 else leaves(hint)), rng, depth)
    if origin in (list, tuple):
        if origin is tuple and inner[-1] is not ...:
            return tuple(made(x, rng, depth) for x in inner)
        return origin(made(inner[0], rng, depth - 1) for _ in range(rng.choice((0, 1, 1, 2, 3))))
    if hint in (None, type(None)):
        return None
    if hint is bool:
        return rng.random() < 0.5
    if hint is int:
        return rng.choice(INTEGERS)
    if hint is float:
        return rng.choice(FLOATS)
    if hint is str:
        return rng.choice(WORDS)
    if hint in (bytes, memoryview):
        return hint(bytes(rng.choice((0, 1, 4, 8, 16, 1800))))
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        message = hint(**{name: made(field, rng, depth - 1) for name, field in hints(hint).items()})
        return sound(message, rng) if rng.random() < 0.7 else message
    raise TypeError(f"no value of the type {hint} can be made: teach tests/grade/wire_fuzz.py")


@functools.cache
def leaves(union: Any) -> tuple[Any, ...]:
    """Return the members of a union that hold no other class, or all if there is none such."""
    inner = typing.get_args(union)
    return tuple(x for x in inner if len(parts(x)) <= 1) or inner


def sound(message: Any, rng: random.Random) -> Any:
    """Make the sizes of a part agree with each other, that more of them are taken for an answer."""
    replace = msgspec.structs.replace
    shape = tuple(rng.choice((0, 1, 2, 3)) for _ in range(rng.choice((0, 1, 2))))
    match message:
        case terms.DeviceArray() | terms.HostArray():
            dtype = rng.choice(sorted(wire_values.DTYPES))
            size = math.prod(shape) * wire_values.DTYPES[dtype].itemsize
            return replace(message, dtype=dtype, shape=shape, data=memoryview(bytes(size)))
        case terms.Key():
            name = rng.choice(wire_values.IMPLEMENTATIONS)
            shape = (*shape, 2 if name == "threefry2x32" else 4)
            data = memoryview(bytes(4 * math.prod(shape)))
            return replace(message, implementation=name, shape=shape, data=data)
        case terms.Float0():
            return replace(message, shape=shape)
        case terms.Mapping():
            size = min(len(message.keys), len(message.values))
            return replace(
                message,
                kind=rng.choice(("dict", "OrderedDict", "defaultdict")),
                keys=[rng.choice((1, "a", True, None, 2.5)) for _ in range(size)],
                values=message.values[:size],
            )
        case terms.Bag():
            return replace(message, kind=rng.choice(("set", "frozenset", "deque", "iterator")))
        case terms.Record():
            return replace(message, fields=tuple(f"f{i}" for i in range(len(message.items))))
        case terms.Node():
            paths = tuple(terms.Path("index", i) for i in range(len(message.items)))
            return replace(message, name="N", paths=paths, fields=None)
    return message


# --------------------------------------------------------------------------------------------------- damaged bytes


def flipped(data: bytearray, rng: random.Random, _: bytes) -> None:
    for _i in range(rng.randint(1, 4)):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def cut(data: bytearray, rng: random.Random, _: bytes) -> None:
    del data[rng.randrange(len(data)) :]


def doubled(data: bytearray, rng: random.Random, _: bytes) -> None:
    at, to = sorted(rng.randrange(len(data) + 1) for _i in range(2))
    data[at:at] = data[at:to]


def spliced(data: bytearray, rng: random.Random, other: bytes) -> None:
    at, start = rng.randrange(len(data)), rng.randrange(len(other))
    data[at : at + rng.randint(0, 8)] = other[start : start + rng.randint(0, 40)]


def overwritten(data: bytearray, rng: random.Random, _: bytes) -> None:
    at = rng.randrange(len(data))
    data[at : at + rng.randint(0, 3)] = rng.choice(TOKENS)


def retagged(data: bytearray, rng: random.Random, _: bytes) -> None:
    tags = [cls.__struct_config__.tag.encode() for cls in classes()]
    tag = rng.choice(tags)
    at = data.find(bytes([0xA0 | len(tag)]) + tag)
    other = rng.choice([*tags, b"what"])
    if at >= 0:
        data[at : at + 1 + len(tag)] = bytes([0xA0 | len(other)]) + other


TOKENS = (
    b"\xdd\xff\xff\xff\xff", b"\xdb\xff\xff\xff\xff", b"\xc6\xff\xff\xff\xff", b"\xdf\xff\xff\xff\xff",  # 4 GiB announced
    b"\xdc\xff\xff", b"\x91" * 300, b"\x80", b"\x82\xa1a\x01\xa1a\x02",  # deep; maps, and one with the same key twice
    b"\xa2\xff\xfe", b"\xa3\xed\xa0\x80",  # no UTF-8, half a surrogate
    b"\xcb\x7f\xf8\0\0\0\0\0\1", b"\xca\x7f\xc0\0\0", b"\xd3\x80" + bytes(7), b"\xcf" + b"\xff" * 8,  # NaNs, extremes
    b"\xc0", b"\xc1", b"\xc2", b"\x90", b"\xd6\xff\0\0\0\0",
    msgspec.msgpack.encode(terms.BigInt(b"\x7f" * 2077)),  # 5,000 digits
    msgspec.msgpack.encode(terms.HostArray("object", (1,), memoryview(bytes(8)), False)),
    msgspec.msgpack.encode(terms.HostArray("float32", (-1, -4), memoryview(bytes(16)), False)),
    msgspec.msgpack.encode(terms.HostArray("float32", (1 << 31, 1 << 31), memoryview(b""), False)),
    msgspec.msgpack.encode(terms.DeviceArray("float32", (2,), memoryview(b"\xff" * 8), False)),
    msgspec.msgpack.encode(terms.Float0((1 << 27,))),
    msgspec.msgpack.encode(terms.Handle(1 << 62, True, "f", "f")),
    msgspec.msgpack.encode(terms.Argument(9)),
    msgspec.msgpack.encode(terms.Hole()),
)  # fmt: skip
DAMAGES: tuple[Callable[[bytearray, random.Random, bytes], None], ...] = (
    flipped, cut, doubled, spliced, overwritten, retagged,
)  # fmt: skip


def damaged(data: bytes, rng: random.Random, other: bytes) -> bytes:
    """Damage a message once to three times."""
    found = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3))):
        if found:
            rng.choice(DAMAGES)(found, rng, other)
    return bytes(found)


# ------------------------------------------------------------------------------------------------- the judge's end


class Reader:
    """The judge's end without a student behind it: parses a message and decodes the values in it."""

    def __init__(self) -> None:
        self._channel = wire.Channel(socket.socket(), messages.ToJudge)
        self._renew()

    def _renew(self) -> None:
        ours, self._theirs = socket.socketpair()
        self.student = Student(ours)
        self.student.deadline = 0.0  # nobody answers: the hash of a node in a set would be asked for

    def close(self) -> None:
        self._channel.close()
        self.student.close()
        self._theirs.close()

    def read(self, data: bytes) -> Any:
        """Parse and decode one message.

        Raises:
            ProtocolError: it is none.
            StudentLost: what it holds is no value.
        """
        message = self._channel.parse(data)
        return [self.value(value) for value in values_in(message)]

    def value(self, value: Any) -> Any:
        """Decode one value as a session does."""
        if self.student.lost is not None:
            self.student.close()
            self._theirs.close()
            self._renew()
        return self.student._received(Receiver(self.student), value)


def values_in(message: Any) -> list[Any]:
    """Return the values of a message that the judge decodes."""
    match message:
        case messages.Callback():
            return [message.args, message.kwargs]
        case messages.Reply(result=messages.Got(value=value)):
            return [value]
        case messages.Reply(result=messages.Applied(values=values)):
            return list(values)
        case messages.Reply():
            return [mutation.content for mutation in message.mutations]
    return []
