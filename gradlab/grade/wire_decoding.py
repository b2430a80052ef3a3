"""How structs of `wire_terms` become values again: data only, both sides the same way.

Sizes are checked before anything is allocated. Nothing here unpickles, calls or compares an object that came from the
other side; each side overrides `other` for what is no data.
"""

from __future__ import annotations

import builtins
import collections
import importlib
from collections.abc import Callable, Iterator
from typing import Any

import jax
import numpy as np

from gradlab.grade import jax_internals, wire
from gradlab.grade import wire_terms as terms
from gradlab.grade.wire import ProtocolError
from gradlab.grade.wire_terms import Value
from gradlab.grade.wire_values import (
    BUILTINS,
    DTYPES,
    FLOAT0,
    IMPLEMENTATIONS,
    SCALAR_TYPES,
    dtype_named,
    elements,
    is_library,
    shape_dtype,
)


def _buffer(dtype: str, shape: tuple[int, ...], data: memoryview) -> np.ndarray[Any, Any]:
    kind = dtype_named(dtype)
    if elements(shape) * kind.itemsize != data.nbytes:
        raise ProtocolError("an array's bytes are not its shape's")
    return np.frombuffer(data, np.uint8).view(kind).reshape(shape) if data.nbytes else np.zeros(shape, kind)


_BAGS: dict[str, Callable[[list[Any]], Any]] = {
    "set": set,
    "frozenset": frozenset,
    "deque": collections.deque,
    "iterator": iter,
}
_MAPPINGS: dict[str, Callable[[Any], Any]] = {
    "dict": dict,
    "OrderedDict": collections.OrderedDict,
    "Counter": lambda pairs: collections.Counter(dict(pairs)),
}


class Decoder:
    """From structs to values.

    Args:
        holes: what goes into the holes, in order.
    """

    def __init__(self, holes: Iterator[Any] | None = None) -> None:
        self._holes = holes

    def decode(self, value: Value) -> Any:
        """Decode one value.

        Args:
            value: a struct, or plain data.

        Returns:
            The value.

        Raises:
            ProtocolError: sizes that do not agree, unknown names, unhashable keys, or a kind of value that must not
                come from this side.
        """
        kind = type(value)
        if kind in _PLAIN:
            return value
        rule = _DECODERS.get(kind)
        return rule(self, value) if rule is not None else self.other(value)

    def items(self, values: list[Value]) -> list[Any]:
        """Decode each of a list."""
        decode = self.decode
        return [decode(value) for value in values]

    def hole(self) -> Any:
        """Take the next traced array."""
        try:
            return next(self._holes)  # type: ignore[arg-type]
        except (StopIteration, TypeError):
            raise ProtocolError("more holes than arrays") from None

    def other(self, value: Value) -> Any:
        """Decode what is no data."""
        raise ProtocolError(f"{type(value).__name__} must not come from there")


def _mapping(decoder: Decoder, value: terms.Mapping) -> Any:
    if len(value.keys) != len(value.values):
        raise ProtocolError("a mapping of unequal sides")
    if len(value.keys) > wire.KEYS:
        raise ProtocolError("too many keys")
    keys, values = decoder.items(value.keys), decoder.items(value.values)
    try:
        pairs = list(zip(keys, values, strict=True))
        if value.kind == "defaultdict":
            factory = BUILTINS.get(value.factory or "")
            return collections.defaultdict(factory, pairs)
        return _MAPPINGS[value.kind](pairs)
    except (TypeError, KeyError) as error:
        raise ProtocolError(f"mapping: {error}") from None


def _bag(decoder: Decoder, value: terms.Bag) -> Any:
    if "set" in value.kind and len(value.items) > wire.KEYS:
        raise ProtocolError("too many items of a set")
    try:
        return _BAGS[value.kind](decoder.items(value.items))
    except (TypeError, KeyError) as error:
        raise ProtocolError(f"collection: {error}") from None


def _device_array(_: Decoder, value: terms.DeviceArray) -> Any:
    array = jax_internals.to_device(_buffer(value.dtype, value.shape, value.data).copy())
    return jax_internals.weakened(array) if value.weak else array


def _host_array(_: Decoder, value: terms.HostArray) -> Any:
    array = _buffer(value.dtype, value.shape, value.data)
    return array[()] if value.scalar and not value.shape else array.copy()


def _key(_: Decoder, value: terms.Key) -> Any:
    if value.implementation not in IMPLEMENTATIONS or not value.shape:
        raise ProtocolError("key implementation")
    if value.shape[-1] != (2 if value.implementation == "threefry2x32" else 4):
        raise ProtocolError("key data")
    data = _buffer("uint32", value.shape, value.data)
    with jax_internals.eager():
        return jax.random.wrap_key_data(jax.device_put(data.copy()), impl=value.implementation)


def _big_int(_: Decoder, value: terms.BigInt) -> int:
    if len(value.data) > wire.BIG_INT_BYTES:
        raise ProtocolError("integer too long")
    return int.from_bytes(value.data, "little", signed=True)


def _range(_: Decoder, value: terms.Range) -> range:
    if not value.step:
        raise ProtocolError("range of step 0")
    return range(value.start, value.stop, value.step)


def _typed(decoder: Decoder, value: terms.Typed) -> Any:
    number = decoder.decode(value.number)
    return jax.vjp(lambda x: x, number)[0]  # the one public way to such a number


def _constant(_: Decoder, value: terms.Constant) -> Any:
    kind, name = value.kind, value.name
    try:
        if kind == "ellipsis":
            return ...
        if kind == "dtype":
            return DTYPES[name]
        if kind == "jax":
            return SCALAR_TYPES[name]
        if kind == "builtin":
            return BUILTINS[name]
        if kind == "module" and is_library(name):
            return importlib.import_module(name)
        if kind == "numpy":
            found = vars(np).get(name)  # getattr would warn of old names
            if isinstance(found, type) and issubclass(found, np.generic):
                return found
        if kind == "device" and name.isdecimal() and len(name) < 4:
            return jax.devices("cpu")[int(name)]  # a student has no other, wherever the judge computes
    except (KeyError, IndexError, ImportError):
        pass
    raise ProtocolError(f"constant {kind[:20]} {name[:40]}")


def _float0(_: Decoder, value: terms.Float0) -> Any:
    if elements(value.shape) > wire.FRAME_BYTES:
        raise ProtocolError("shape")
    return np.zeros(value.shape, FLOAT0)


_PLAIN = frozenset((type(None), bool, int, float, str))
_DECODERS: dict[type, Callable[[Any, Any], Any]] = {
    terms.Bytes: lambda _, v: v.data,
    terms.BigInt: _big_int,
    terms.Complex: lambda _, v: builtins.complex(v.real, v.imag),
    terms.Typed: _typed,
    terms.DeviceArray: _device_array,
    terms.HostArray: _host_array,
    terms.Float0: _float0,
    terms.Key: _key,
    terms.Tuple: lambda d, v: tuple(d.items(v.items)),
    terms.List: lambda d, v: d.items(v.items),
    terms.Bag: _bag,
    terms.Mapping: _mapping,
    terms.Slice: lambda d, v: slice(d.decode(v.start), d.decode(v.stop), d.decode(v.step)),
    terms.Range: _range,
    terms.Constant: _constant,
    terms.Shape: lambda _, v: shape_dtype(v.aval),
    terms.Hole: lambda d, _: d.hole(),
}
