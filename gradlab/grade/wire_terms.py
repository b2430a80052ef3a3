"""What values look like on the wire: tagged structs for data, references to objects, and functions.

How a value becomes one of them, and back, is `wire_values`. This file knows no jax. Both sides import it.
"""

from __future__ import annotations

import msgspec


class Message(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """Base of all structs on the wire: a msgpack array whose first item is the tag."""


class Bytes(Message, tag="b"):
    data: bytes


class BigInt(Message, tag="i"):
    data: bytes
    """Two's complement, little endian."""


class Complex(Message, tag="c"):
    real: float
    imag: float


class Typed(Message, tag="ty"):
    """A Python number that jax has wrapped to remember its type (judge to student only)."""

    number: int | float | Complex


class Aval(Message, tag="av"):
    """The type of an array: `dtype` is a name, or `key:` and the implementation of a key array."""

    dtype: str
    shape: tuple[int, ...]
    weak: bool


class DeviceArray(Message, tag="j"):
    dtype: str
    shape: tuple[int, ...]
    data: memoryview
    weak: bool


class HostArray(Message, tag="n"):
    """A NumPy array, or a NumPy scalar."""

    dtype: str
    shape: tuple[int, ...]
    data: memoryview
    scalar: bool


class Float0(Message, tag="f0"):
    shape: tuple[int, ...]


class Key(Message, tag="k"):
    implementation: str
    shape: tuple[int, ...]
    data: memoryview


class Tuple(Message, tag="t"):
    items: list[Value]


class List(Message, tag="l"):
    items: list[Value]


class Bag(Message, tag="bag"):
    """Any other collection of items: `kind` is set, frozenset, deque or iterator."""

    kind: str
    items: list[Value]


class Mapping(Message, tag="d"):
    """`kind` is dict, OrderedDict, defaultdict or Counter; `factory` the name of a defaultdict's builtin."""

    kind: str
    keys: list[Value]
    values: list[Value]
    factory: str | None = None


class Slice(Message, tag="sl"):
    start: Value
    stop: Value
    step: Value


class Range(Message, tag="ra"):
    start: int
    stop: int
    step: int


class Constant(Message, tag="co"):
    """Something both sides have: `kind` is builtin, dtype, numpy, jax, module, device or ellipsis."""

    kind: str
    name: str


class Shape(Message, tag="sh"):
    """A `jax.ShapeDtypeStruct`."""

    aval: Aval


# ---------------------------------------------------------------------------------------- references and objects


class Hole(Message, tag="*"):
    """The next traced array goes here."""


class Parameter(Message, tag="pa"):
    """One parameter of a signature; the default only as text."""

    name: str
    kind: int
    default: str | None


class Handle(Message, tag="h"):
    """An object that stays in the student's process."""

    token: int
    callable: bool
    type_name: str
    name: str | None = None
    doc: str | None = None
    mro: tuple[str, ...] = ()
    """Qualified names, for exception classes only."""
    wraps: bool = False
    signature: tuple[Parameter, ...] | None = None


class Lazy(Message, tag="ap"):
    """An object that holds tracers: the `index`-th such object in the result of a call, made again when it is used."""

    index: int
    callable: bool
    type_name: str
    function: Value = None
    args: Value = None
    kwargs: Value = None


class Record(Message, tag="nt"):
    """A named tuple of a student's class."""

    cls: Handle
    fields: tuple[str, ...]
    items: list[Value]


class Path(Message, tag="p"):
    """One step of a key path: `kind` is attribute, index, key or flat."""

    kind: str
    name: str | int


class Node(Message, tag="no"):
    """A tree node of a student's class: the children here, class and static data behind `token` over there."""

    token: int
    cls: Handle
    name: str
    callable: bool
    paths: tuple[Path, ...]
    fields: tuple[str, ...] | None
    items: list[Value]


class Watched(Message, tag="wa"):
    """A mutable argument: the callee reports what has become of it (judge to student only)."""

    index: int
    value: Value


class Argument(Message, tag="reg"):
    """The `index`-th watched argument of the call again."""

    index: int


class Name(Message, tag="na"):
    """A global of the student's namespace (judge to student only)."""

    name: str


class Operator(Message, tag="op"):
    """A function of `operator` (judge to student only)."""

    name: str


class Shared(Message, tag="box"):
    """A container of the judge's that travels in and out with each request (judge to student only)."""

    index: int


class Function(Message, tag="f"):
    """A pickled function and what it refers to (judge to student only: the judge never unpickles)."""

    pickle: bytes
    references: list[Value]


class CountedFunction(Message, tag="cf"):
    """A function that stays in the judge; `function` is the copy used under tracing (judge to student only)."""

    index: int
    function: Value


Value = (
    None | bool | int | float | str
    | Bytes | BigInt | Complex | Typed | DeviceArray | HostArray | Float0 | Key
    | Tuple | List | Bag | Mapping | Slice | Range | Constant | Shape
    | Hole | Handle | Lazy | Record | Node | Watched | Argument | Name | Operator | Shared | Function | CountedFunction
)  # fmt: skip
