"""How values become structs of `wire_terms`: data only, both sides the same way.

An `Encoder` turns Python, NumPy and jax values into structs and hands everything else to `other`, which each side
overrides. The way back is `wire_decoding`.
"""

from __future__ import annotations

import collections
import math
import types
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from gradlab.grade import jax_internals, wire
from gradlab.grade import wire_terms as terms
from gradlab.grade.wire import ProtocolError
from gradlab.grade.wire_terms import Value

KEY = jax.dtypes.prng_key
FLOAT0 = jax.dtypes.float0
Tracer = jax.core.Tracer

_NUMBERS = str.split(
    "int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128"
)
_SMALL = str.split(
    "bfloat16 int4 uint4 int2 uint2 float8_e4m3fn float8_e5m2 float8_e4m3b11fnuz float8_e4m3fnuz float8_e5m2fnuz "
    "float8_e3m4 float8_e4m3 float8_e8m0fnu float4_e2m1fn"
)
DTYPES: dict[str, np.dtype[Any]] = {name: np.dtype(name) for name in ["bool", *_NUMBERS]}
"""Every dtype an array may have on the wire."""
for _name in _SMALL:
    if hasattr(jnp, _name):
        DTYPES[_name] = jnp.dtype(getattr(jnp, _name))

BUILTINS: dict[str, type] = {
    t.__name__: t
    for t in (int, float, bool, complex, str, bytes, list, tuple, dict, set, frozenset, object, type(None))
}
SCALAR_TYPES: dict[str, Any] = {n: getattr(jnp, n) for n in ["bool_", *_NUMBERS, "bfloat16"]}
_SCALAR_NAMES = {id(value): name for name, value in SCALAR_TYPES.items()}
LIBRARIES = frozenset(
    str.split(
        "numpy scipy jax matplotlib math cmath random itertools functools operator collections statistics fractions "
        "decimal string re typing dataclasses time datetime"
    )
)
"""Modules that are the same on both sides: a test that uses a student's `np` uses its own, patched by nobody."""
IMPLEMENTATIONS = ("threefry2x32", "rbg", "unsafe_rbg")
"""Implementations of key arrays."""


def is_library(name: str) -> bool:
    """Tell whether a module of this name crosses as its name."""
    root, *rest = name.split(".")
    return (
        root in LIBRARIES and len(name) < 100 and all(part.isidentifier() and part[0] != "_" for part in rest)
    )


def is_key(x: Any) -> bool:
    """Tell whether a jax array is a key array."""
    return bool(jnp.issubdtype(x.dtype, KEY))


def is_array(x: Any) -> bool:
    """Tell whether a value is a jax array or stands for one while tracing."""
    return isinstance(x, jax.Array)


def aval(x: Any) -> terms.Aval:
    """Describe an array, tracer or abstract value."""
    if is_key(x):
        return terms.Aval("key:" + x.dtype._impl.name, tuple(x.shape), False)
    return terms.Aval(str(x.dtype), tuple(x.shape), bool(getattr(x, "weak_type", False)))


def dtype_named(name: str) -> np.dtype[Any]:
    """Return a dtype of the whitelist.

    Raises:
        ProtocolError: it is not there.
    """
    try:
        return DTYPES[name]
    except KeyError:
        raise ProtocolError(f"dtype {name[:40]!r}") from None


def elements(shape: tuple[int, ...]) -> int:
    """Count the elements of a shape from the wire.

    Raises:
        ProtocolError: it is no shape.
    """
    if len(shape) > 32 or any(not 0 <= size <= wire.DIMENSION for size in shape):
        raise ProtocolError("shape")
    return math.prod(shape)


def _aval_dtype(described: terms.Aval) -> Any:
    elements(described.shape)
    name = described.dtype
    if name.startswith("key:"):
        if name[4:] not in IMPLEMENTATIONS:
            raise ProtocolError("key implementation")
        return jax_internals.key_dtype(name[4:])
    return FLOAT0 if name in ("float0", "[('float0', 'V')]") else dtype_named(name)


def shape_dtype(described: terms.Aval) -> jax.ShapeDtypeStruct:
    """Make the `jax.ShapeDtypeStruct` of a description."""
    return jax.ShapeDtypeStruct(  # type: ignore[no-untyped-call]
        described.shape, _aval_dtype(described), weak_type=described.weak
    )


def abstract(described: terms.Aval) -> Any:
    """Make the `ShapedArray` of a description."""
    return jax.core.ShapedArray(described.shape, _aval_dtype(described), weak_type=described.weak)


def _bytes(array: np.ndarray[Any, Any]) -> memoryview:
    flat: Any = np.ascontiguousarray(array).reshape(-1)
    return memoryview(flat.view(np.uint8)) if flat.size else memoryview(b"")


class Encoder:
    """From values to structs."""

    def encode(self, x: Any) -> Value:
        """Encode one value.

        Args:
            x: anything.

        Returns:
            Its struct.

        Raises:
            TypeError: neither data nor something `other` knows.
        """
        kind = type(x)
        rule = _RULES.get(kind)
        if rule is not None:
            return rule(self, x)
        if isinstance(x, jax.Array):
            return self.array(x)
        if isinstance(x, np.ndarray) and x.dtype == FLOAT0:  # jax's typed arrays too: grad with allow_int
            return self.host_array(x)
        if isinstance(x, (*jax_internals.TYPED_NUMBERS, jax_internals.TYPED_ARRAY)):
            return self.typed(x)
        if isinstance(x, np.ndarray | np.generic) and x.dtype != object:
            return self.host_array(x)
        return self.constant(x)

    def items(self, x: Any) -> list[Value]:
        """Encode each item of an iterable."""
        encode = self.encode
        return [encode(item) for item in x]

    def array(self, x: jax.Array) -> Value:
        """Encode a jax array; a side overrides this where it may be a tracer."""
        return device_array(x)

    def typed(self, x: Any) -> Value:
        """Encode a number or array that jax has wrapped to remember its Python type."""
        if isinstance(x, jax_internals.TYPED_ARRAY):
            return self.array(jnp.asarray(x))
        if isinstance(x, complex):
            return terms.Typed(terms.Complex(x.real, x.imag))
        return terms.Typed(int(x) if isinstance(x, int) else float(x))

    def host_array(self, x: Any) -> Value:
        """Encode a NumPy array or scalar."""
        if x.dtype == FLOAT0:
            return terms.Float0(x.shape)
        if not x.dtype.isnative:
            x = x.astype(x.dtype.newbyteorder("="))
        if str(x.dtype) not in DTYPES:
            return self.other(x)
        return terms.HostArray(str(x.dtype), x.shape, _bytes(np.asarray(x)), isinstance(x, np.generic))

    def key(self, x: Any) -> Value:
        """Encode a key of a mapping."""
        return self.encode(x)

    def mapping(self, x: Any, kind: str, factory: str | None = None) -> Value:
        """Encode a mapping of one of the known kinds."""
        return terms.Mapping(kind, [self.key(k) for k in x], [self.encode(v) for v in x.values()], factory)

    def constant(self, x: Any) -> Value:
        """Encode what both sides have under a name, and hand on the rest."""
        if x is ...:
            return terms.Constant("ellipsis", "")
        if isinstance(x, types.ModuleType) and is_library(x.__name__):
            return terms.Constant("module", x.__name__)
        if isinstance(x, np.dtype):
            return terms.Constant("dtype", str(x)) if str(x) in DTYPES else self.other(x)
        if id(x) in _SCALAR_NAMES:
            return terms.Constant("jax", _SCALAR_NAMES[id(x)])
        if isinstance(x, type):
            name = x.__name__
            if BUILTINS.get(name) is x:
                return terms.Constant("builtin", name)
            if issubclass(x, np.generic) and getattr(np, name, None) is x:
                return terms.Constant("numpy", name)
        if isinstance(x, jax.ShapeDtypeStruct):
            return terms.Shape(aval(x))
        if isinstance(x, jax.Device):
            return terms.Constant("device", str(x.id))
        return self.other(x)

    def other(self, x: Any) -> Value:
        """Encode what is no data."""
        raise TypeError(f"cannot send {type(x).__name__}")


def device_array(x: jax.Array) -> Value:
    """Encode the value of a concrete jax array."""
    if is_key(x):
        data = np.asarray(jax.random.key_data(x))
        return terms.Key(str(jax.random.key_impl(x)), data.shape, _bytes(data))
    data = np.asarray(x)
    return terms.DeviceArray(str(data.dtype), data.shape, _bytes(data), bool(x.aval.weak_type))


def _integer(_: Encoder, x: int) -> Value:
    if -(1 << 63) <= x < 1 << 63:
        return x
    size = x.bit_length() // 8 + 1
    if size > wire.BIG_INT_BYTES:
        raise ValueError(f"an integer of {x.bit_length()} bits is too long to be sent")
    return terms.BigInt(x.to_bytes(size, "little", signed=True))


def _text(_: Encoder, x: str) -> Value:
    if len(x) > wire.TEXT_BYTES // 4:
        raise ValueError(f"a string of {len(x)} characters is too long to be sent")
    return x.encode("utf-8", "replace").decode() if not x.isascii() else x


def _defaultdict(encoder: Encoder, x: Any) -> Value:
    factory: Any = x.default_factory
    name = (
        factory.__name__ if isinstance(factory, type) and BUILTINS.get(factory.__name__) is factory else None
    )
    return encoder.mapping(x, "defaultdict", name)


_RULES: dict[type, Callable[[Encoder, Any], Value]] = {
    type(None): lambda _, x: None,
    bool: lambda _, x: x,
    float: lambda _, x: x,
    int: _integer,
    str: _text,
    bytes: lambda _, x: terms.Bytes(x),
    complex: lambda _, x: terms.Complex(x.real, x.imag),
    tuple: lambda e, x: terms.Tuple(e.items(x)),
    list: lambda e, x: terms.List(e.items(x)),
    dict: lambda e, x: e.mapping(x, "dict"),
    collections.OrderedDict: lambda e, x: e.mapping(x, "OrderedDict"),
    collections.Counter: lambda e, x: e.mapping(x, "Counter"),
    collections.defaultdict: _defaultdict,
    collections.deque: lambda e, x: terms.Bag("deque", e.items(x)),
    set: lambda e, x: terms.Bag("set", e.items(x)),
    frozenset: lambda e, x: terms.Bag("frozenset", e.items(x)),
    slice: lambda e, x: terms.Slice(e.encode(x.start), e.encode(x.stop), e.encode(x.step)),
    range: lambda _, x: terms.Range(x.start, x.stop, x.step),
}
