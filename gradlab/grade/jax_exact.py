"""Small programs evaluated by NumPy: those whose answer is exact or rounded once, and so the same to the last bit.

XLA takes ten milliseconds to compile any program, and loads one in two; most of what a notebook runs outside of its functions
is a single addition or a reshape. Programs of which a compiler could make something else are left to it: a product and a sum
can become one operation that rounds once, products of constants can be taken first. So are numbers too small to be normal,
which XLA takes for zero. Both sides import this file. It starts no backend before a program runs.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import jax
import numpy as np
from jax._src import sharding_impls
from jax._src.interpreters import pxla

from gradlab.grade.jax_internals import core

ELEMENTS = 4096
"""Of any array of the program: beyond, the compiled program is the faster one."""
EQUATIONS = 24
DTYPES = frozenset(map(np.dtype, ("bool", "int32", "int64", "uint32", "float32", "float64")))

Array = np.ndarray[Any, Any]
Evaluate = Callable[..., Any]
Make = Callable[[dict[str, Any], Any], Evaluate | None]
"""Makes what evaluates an operation, of its parameters and the type of its result; None: it is left to XLA."""


class Inexact(Exception):
    """With these values NumPy and XLA may answer differently."""


def _always(function: Evaluate) -> Make:
    return lambda params, aval: function


def _broadcast(params: dict[str, Any], aval: Any) -> Evaluate:
    shape, places = aval.shape, params["broadcast_dimensions"]

    def broadcast(x: Array) -> Array:
        aligned = [1] * len(shape)
        for size, place in zip(x.shape, places, strict=True):
            aligned[place] = size
        return np.broadcast_to(x.reshape(aligned), shape)

    return broadcast


def _convert(params: dict[str, Any], aval: Any) -> Evaluate:
    dtype = aval.dtype

    def convert(x: Array) -> Array:
        if x.dtype.kind == "f":
            if dtype.kind in "iu":
                raise Inexact  # out of range they differ
            return _normal(_normal(x).astype(dtype)) if dtype.kind == "f" else _normal(x) != 0
        return x.astype(dtype)

    return convert


def _iota(params: dict[str, Any], aval: Any) -> Evaluate:
    shape = [1] * len(aval.shape)
    shape[params["dimension"]] = -1
    counted = np.arange(aval.shape[params["dimension"]]).astype(aval.dtype).reshape(shape)
    return lambda: np.broadcast_to(counted, aval.shape)


def _dynamic_slice(params: dict[str, Any], aval: Any) -> Evaluate:
    sizes = tuple(map(int, params["slice_sizes"]))

    def dynamic_slice(x: Array, *starts: Array) -> Array:
        begin = [min(max(int(s), 0), n - k) for s, n, k in zip(starts, x.shape, sizes, strict=True)]
        return x[tuple(slice(b, b + k) for b, k in zip(begin, sizes, strict=True))]

    return dynamic_slice


def _slice(params: dict[str, Any], aval: Any) -> Evaluate:
    strides = params["strides"] or (1,) * len(params["start_indices"])
    key = tuple(map(slice, params["start_indices"], params["limit_indices"], strides))
    return lambda x: x[key]


def _select(params: dict[str, Any], aval: Any) -> Evaluate:
    def select(which: Array, *cases: Array) -> Array:
        if which.dtype != bool:
            raise Inexact
        chosen: Array = np.where(which, cases[1], cases[0])
        return chosen

    return select


def _power(params: dict[str, Any], aval: Any) -> Evaluate | None:
    return (lambda x: _rounded(np.multiply, x, x)) if params["y"] == 2 else None


def _extreme(function: Any) -> Make:
    def extreme(x: Array, y: Array) -> Array:
        if x.dtype.kind == "f" and np.any((x == 0) & (y == 0)):
            raise Inexact  # of a positive and a negative zero
        answer: Array = np.asarray(function(_normal(x), _normal(y)))
        return answer

    return _always(extreme)


def _rounded(function: Any, *operands: Array) -> Array:
    return _normal(function(*map(_normal, operands)))


def _normal(x: Any) -> Array:
    """Return an array.

    Raises:
        Inexact: a number in it is too small to be normal, but not 0.
    """
    array: Array = np.asarray(x)
    if array.dtype.kind == "f":
        size = np.abs(array)
        if np.any((size < np.finfo(array.dtype).tiny) & (size > 0)):
            raise Inexact
    return array


def _arithmetic(function: Any) -> Make:
    return _always(functools.partial(_rounded, function))


def _divide(params: dict[str, Any], aval: Any) -> Evaluate | None:
    return functools.partial(_rounded, np.divide) if aval.dtype.kind == "f" else None


_OPERATIONS: dict[str, Make] = {
    "broadcast_in_dim": _broadcast,
    "reshape": lambda params, aval: lambda x: x.reshape(aval.shape),
    "squeeze": lambda params, aval: lambda x: x.reshape(aval.shape),
    "expand_dims": lambda params, aval: lambda x: x.reshape(aval.shape),
    "transpose": lambda params, aval: lambda x: np.transpose(x, params["permutation"]),
    "concatenate": lambda params, aval: lambda *xs: np.concatenate(xs, params["dimension"]),
    "rev": lambda params, aval: lambda x: np.flip(x, params["dimensions"]),
    "slice": _slice,
    "dynamic_slice": _dynamic_slice,
    "iota": _iota,
    "convert_element_type": _convert,
    "select_n": _select,
    "copy": _always(lambda x: x),
    "copy_p": _always(lambda x: x),
    "eq": _arithmetic(np.equal),
    "ne": _arithmetic(np.not_equal),
    "lt": _arithmetic(np.less),
    "le": _arithmetic(np.less_equal),
    "gt": _arithmetic(np.greater),
    "ge": _arithmetic(np.greater_equal),
    "and": _always(np.bitwise_and),
    "or": _always(np.bitwise_or),
    "xor": _always(np.bitwise_xor),
    "not": _always(np.invert),
    "neg": _arithmetic(np.negative),
    "abs": _arithmetic(np.abs),
    "max": _extreme(np.maximum),
    "min": _extreme(np.minimum),
    "add": _arithmetic(np.add),
    "sub": _arithmetic(np.subtract),
    "mul": _arithmetic(np.multiply),
    "div": _divide,
    "sqrt": _arithmetic(np.sqrt),
    "square": _always(lambda x: _rounded(np.multiply, x, x)),
    "integer_pow": _power,
}
_ROUNDS = frozenset(("add", "sub", "mul", "div", "sqrt", "square", "integer_pow"))
"""Operations that round, of floats: a program has one at most, or products alone."""
_PRODUCTS = frozenset(("mul", "square", "integer_pow"))


class Exact:
    """A small program, evaluated by NumPy.

    Attributes:
        calls: how often it was evaluated.
    """

    def __init__(self, program: Any, steps: list[tuple[Evaluate, list[Any], Any]]) -> None:
        """Take a closed jaxpr without constants, and its equations: what evaluates one, operands, result."""
        self._jaxpr = program.jaxpr
        self._steps = steps
        self.calls = 0
        self._dtypes = [v.aval.dtype for v in self._jaxpr.invars]

    def shard_const_args(self, floats: Sequence[Any]) -> list[Any]:
        """Return the floats; as of a compiled program."""
        return list(floats)

    def unsafe_call(self, *args: Any) -> list[Any]:
        """Evaluate the program; as a compiled one is called.

        Raises:
            Inexact: only XLA knows what it makes of these values.
        """
        self.calls += 1
        values: dict[Any, Array] = {}
        for variable, x, dtype in zip(self._jaxpr.invars, args, self._dtypes, strict=True):
            values[variable] = np.asarray(x, dtype=dtype)
        with np.errstate(all="ignore"):
            for evaluate, operands, result in self._steps:
                read = [values[x] if type(x) is core.Var else x for x in operands]
                values[result] = np.asarray(evaluate(*read))
        return [
            _placed(values[v] if type(v) is core.Var else _number(v), v.aval) for v in self._jaxpr.outvars
        ]


def _number(literal: Any) -> Array:
    return np.asarray(literal.val, dtype=literal.aval.dtype)


def _placed(x: Array, aval: Any) -> Any:
    """Return an array of jax's, which shares no memory with what may be written to."""
    device = jax.local_devices()[0]
    return pxla.batched_device_put(
        aval, sharding_impls.SingleDeviceSharding(device), [np.array(x)], [device], committed=False
    )


def exact(program: Any) -> Exact | None:
    """Return what evaluates a program exactly; None: XLA has to compile it.

    Args:
        program: a closed jaxpr without constants, its floats being arguments (`jax_skeletons.hoisted`).
    """
    jaxpr = program.jaxpr
    if len(jaxpr.eqns) > EQUATIONS or not all(map(_is_small, (*jaxpr.invars, *jaxpr.outvars))):
        return None
    steps: list[tuple[Evaluate, list[Any], Any]] = []
    rounding: list[str] = []
    plain = True
    for eqn in jaxpr.eqns:
        name = eqn.primitive.name
        make = _OPERATIONS.get(name)
        if make is None or len(eqn.outvars) != 1 or eqn.ctx.compute_type is not None:
            return None
        if not all(map(_is_small, (*eqn.invars, *eqn.outvars))):
            return None
        evaluate = make(eqn.params, eqn.outvars[0].aval)
        if evaluate is None:
            return None
        if name in _ROUNDS and eqn.outvars[0].aval.dtype.kind == "f":
            rounding.append(name)
        plain = plain and name != "iota" and not any(type(x) is core.Literal for x in eqn.invars)
        steps.append(
            (evaluate, [_number(x) if type(x) is core.Literal else x for x in eqn.invars], eqn.outvars[0])
        )
    # What does not depend on an argument the compiler may put together beforehand.
    if len(rounding) > 1 and not (plain and _PRODUCTS.issuperset(rounding)):
        return None
    return Exact(program, steps)


def _is_small(atom: Any) -> bool:
    aval = atom.aval
    return type(aval) is core.ShapedArray and aval.dtype in DTYPES and aval.size <= ELEMENTS
