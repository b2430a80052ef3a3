"""What two traced programs have in common: their structure, without names and without the numbers written in them.

A loop that is run eagerly is a new program for every number it closes over, and most students' programs are the reference's with
other numbers. A `Skeleton` tells such programs to be one: its digest is over operations, types and parameters, and the floats
become arguments. `jax_executables` compiles a skeleton once and runs it with each program's own numbers.

Both sides import this file, through `jax_executables`. It starts no backend.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from gradlab.grade.jax_internals import (
    ExtendedDType,
    closed,
    core,
    flat_groups,
    is_unspecified,
    issubdtype,
    with_more_constants,
)

ARRAY_BYTES = 4096
"""The longest array among the parameters of an operation that is described by its content."""
INNER = {"jit": ("jaxpr",), "pjit": ("jaxpr",), "scan": ("jaxpr",), "while": ("cond_jaxpr", "body_jaxpr")}
"""Operations whose inner programs give up their floats too, and in which parameters these are."""
ONLY = {"custom_jvp_call": ("call_jaxpr",), "custom_vjp_call": ("call_jaxpr",)}
"""Operations of which nothing else is run once derivatives are taken: their rules need no description."""
NAMES = frozenset({"name", "debug_info", "ctx_mesh"})
"""Parameters that nothing computed depends on; a mesh is looked at where the program is called."""
_PLAIN = (bool, int, float, complex, str, bytes, type(None))


class Indescribable(Exception):
    """A program that holds what has no description: it is compiled as ever."""


@dataclasses.dataclass(frozen=True)
class Skeleton:
    """What a program is without its floats."""

    digest: str
    """The same for programs that differ in names and floats only."""
    floats: tuple[Any, ...]
    """The scalars that were written in this one, in order, as NumPy scalars of their dtypes."""


def of_program(program: Any) -> Skeleton:
    """Describe a closed jaxpr.

    Raises:
        Indescribable: it holds what no description fits, as a callback.
    """
    describing = _Describing()
    tokens = describing.program(program, hoists=True)
    return Skeleton(_digest(tokens), tuple(describing.floats))


def of_operation(primitive: Any, avals: Sequence[Any], params: dict[str, Any]) -> Skeleton:
    """Describe one operation on arguments of given types: what runs when a loop is called eagerly.

    Raises:
        Indescribable: it holds what no description fits.
    """
    describing = _Describing()
    tokens = [primitive.name, *map(_type, avals), describing.params(primitive.name, params, hoists=True)]
    return Skeleton(_digest(tokens), tuple(describing.floats))


def _digest(tokens: Any) -> str:
    return hashlib.sha256(repr(tokens).encode()).hexdigest()


def program_of(primitive: Any, avals: Sequence[Any], params: dict[str, Any]) -> Any:
    """Return the program that is one operation on arguments of given types."""
    results, effects = primitive.abstract_eval(*avals, **params)
    invars = [core.Var(aval) for aval in avals]
    outvars = [core.Var(aval) for aval in results]
    equation = core.new_jaxpr_eqn(invars, outvars, primitive, params, effects)
    return closed(core.Jaxpr((), invars, outvars, [equation], effects, _nothing_to_debug(len(avals))))


def _nothing_to_debug(arguments: int) -> Any:
    return core.DebugInfo("skeleton", "gradlab", ("",) * arguments, None)


def hoisted(program: Any) -> tuple[Any, tuple[Any, ...]]:
    """Turn the floats of a program into its first arguments, and the arrays it closes over into the next.

    Returns:
        The program, and its floats in order: those of its `Skeleton`.
    """
    jaxpr, floats = _hoisted(program.jaxpr)
    return closed(jaxpr), tuple(map(float_of, floats))


def _hoisted(jaxpr: Any) -> tuple[Any, list[Any]]:
    """Return a jaxpr with its floats as first arguments, what it closes over as the next, and the literals they were."""
    floats: list[Any] = []
    variables: list[Any] = []

    def hoist(atoms: Iterable[Any]) -> list[Any]:
        out = []
        for atom in atoms:
            if is_float(atom):
                floats.append(atom)
                atom = core.Var(atom.aval)
                variables.append(atom)
            out.append(atom)
        return out

    equations = []
    for eqn in jaxpr.eqns:
        operands = hoist(eqn.invars)
        params = eqn.params
        widen = _WIDEN.get(eqn.primitive.name)
        if widen is not None and _gives_up_floats(eqn.primitive.name, params):
            operands, params = widen(operands, params, hoist)
        equations.append(eqn.replace(invars=operands, params=params))
    outvars = hoist(jaxpr.outvars)
    invars = [*variables, *jaxpr.constvars, *jaxpr.invars]
    widened = core.Jaxpr((), invars, outvars, equations, jaxpr.effects, _nothing_to_debug(len(invars)))
    return widened, floats


Lift = Callable[[Iterable[Any]], list[Any]]


def _widen_scan(operands: list[Any], params: dict[str, Any], lift: Lift) -> tuple[list[Any], dict[str, Any]]:
    jaxpr, floats = _hoisted(params["jaxpr"].jaxpr)
    lifted = lift(floats)
    return [*lifted, *operands], with_more_constants({**params, "jaxpr": closed(jaxpr)}, len(lifted))


def _widen_while(operands: list[Any], params: dict[str, Any], lift: Lift) -> tuple[list[Any], dict[str, Any]]:
    condition, floats = _hoisted(params["cond_jaxpr"].jaxpr)
    first = lift(floats)
    body, floats = _hoisted(params["body_jaxpr"].jaxpr)
    second = lift(floats)
    split = params["cond_nconsts"]
    return [*first, *operands[:split], *second, *operands[split:]], {
        "cond_jaxpr": closed(condition),
        "cond_nconsts": split + len(first),
        "body_jaxpr": closed(body),
        "body_nconsts": params["body_nconsts"] + len(second),
    }


def _widen_jit(operands: list[Any], params: dict[str, Any], lift: Lift) -> tuple[list[Any], dict[str, Any]]:
    jaxpr, floats = _hoisted(params["jaxpr"].jaxpr)
    lifted = lift(floats)
    more = len(lifted)
    return [*lifted, *operands], {
        **params,
        "jaxpr": closed(jaxpr),
        "in_shardings": (*params["in_shardings"], *params["out_shardings"])[:1] * more
        + params["in_shardings"],
        "in_layouts": (None,) * more + params["in_layouts"],
        "donated_invars": (False,) * more + params["donated_invars"],
    }


_WIDEN = {"jit": _widen_jit, "pjit": _widen_jit, "scan": _widen_scan, "while": _widen_while}


def _gives_up_floats(name: str, params: dict[str, Any]) -> bool:
    """Tell whether the inner programs of an operation are ones whose floats can become operands of it."""
    if name not in INNER or any(params[inner].consts for inner in INNER[name]):
        return False
    if name in ("scan", "while"):
        return True
    return bool(params["in_shardings"] or params["out_shardings"])


def is_float(atom: Any) -> bool:
    """Tell whether an operand is a floating-point number written in the program."""
    if not isinstance(atom, core.Literal):
        return False
    aval: Any = atom.aval
    return aval.shape == () and _is_floating(aval.dtype)


@functools.cache
def _is_floating(dtype: Any) -> bool:
    return issubdtype(dtype, np.floating)


def float_of(literal: Any) -> Any:
    """Return a literal as a NumPy scalar of its dtype."""
    return np.asarray(literal.val, dtype=literal.aval.dtype)[()]


_types: dict[Any, str] = {}


def _type(aval: Any) -> str:
    text = _types.get(aval)
    if text is None:
        if type(aval) is not core.ShapedArray or not _is_local(aval):
            raise Indescribable(type(aval).__name__)
        text = _types[aval] = f"{aval.dtype}{aval.shape}{'~' if aval.weak_type else ''}"
    return text


def _is_local(aval: Any) -> bool:
    """Tell whether an array lies on one device, as all of this course do."""
    sharding = getattr(aval, "sharding", None)
    return sharding is None or sharding.mesh.empty


def _context(context: Any) -> Any:
    """Describe what an operation was traced under, as far as it changes what is computed."""
    return context.compute_type, context.threefry_partitionable, bool(context.xla_metadata)


class _Describing:
    """Describes one program as nested lists of text and numbers, and collects its floats on the way."""

    def __init__(self) -> None:
        self.floats: list[Any] = []

    def program(self, program: Any, *, hoists: bool) -> list[Any]:
        """Describe a closed jaxpr; of the arrays it closes over only the types."""
        return self.jaxpr(program.jaxpr, hoists=hoists)

    def jaxpr(self, jaxpr: Any, *, hoists: bool) -> list[Any]:
        if jaxpr.effects:
            raise Indescribable("effects")
        numbers: dict[Any, int] = {}
        tokens: list[Any] = []
        for variables in (jaxpr.constvars, jaxpr.invars):
            tokens.append([_type(v.aval) for v in variables])
            for v in variables:
                numbers[v] = len(numbers)
        for eqn in jaxpr.eqns:
            name = eqn.primitive.name
            operands = [self.atom(x, numbers, hoists) for x in eqn.invars]
            params = self.params(name, eqn.params, hoists=hoists) if eqn.params else None
            for v in eqn.outvars:
                numbers[v] = len(numbers)
            tokens.append([name, operands, params, [_type(v.aval) for v in eqn.outvars], _context(eqn.ctx)])
        tokens.append([self.atom(x, numbers, hoists) for x in jaxpr.outvars])
        return tokens

    def atom(self, atom: Any, numbers: dict[Any, int], hoists: bool) -> Any:
        if not isinstance(atom, core.Literal):
            return numbers[atom]
        if hoists and is_float(atom):
            self.floats.append(float_of(atom))
            return "?" + _type(atom.aval)
        value = np.asarray(atom.val)
        if value.nbytes > ARRAY_BYTES or value.dtype == object:
            raise Indescribable("an array")
        return _type(atom.aval), str(value.dtype), value.tobytes().hex()

    def params(self, name: str, params: dict[str, Any], *, hoists: bool) -> list[Any]:
        inner = INNER.get(name, ()) if hoists and _gives_up_floats(name, params) else ()
        tokens: list[Any] = [(key, self.program(params[key], hoists=True)) for key in inner]
        for key in ONLY.get(name) or sorted(params):
            if key == "ctx_mesh" and not params[key].empty:
                raise Indescribable("a mesh")
            if key not in NAMES and key not in inner:
                tokens.append((key, self.value(params[key])))
        return tokens

    def value(self, value: Any) -> Any:
        """Describe a parameter."""
        if isinstance(value, _PLAIN) and not isinstance(value, enum.Enum):
            return repr(value)
        if isinstance(value, tuple | list):
            return [type(value).__name__, *map(self.value, value)]
        if isinstance(value, dict):
            return [(repr(key), self.value(value[key])) for key in sorted(value)]
        if isinstance(value, enum.Enum | np.dtype | ExtendedDType):
            return str(value)
        if hasattr(value, "eqns") or hasattr(value, "jaxpr"):
            if getattr(value, "consts", ()):
                raise Indescribable("an inner program that closes over arrays")
            return self.jaxpr(getattr(value, "jaxpr", value), hoists=False)
        if is_unspecified(value):
            return "unspecified"
        if hasattr(value, "mesh") and value.mesh.empty:
            return "on no mesh"
        if isinstance(value, core.ShapedArray):
            return _type(value)
        if (
            isinstance(value, np.ndarray | np.generic)
            and value.dtype != object
            and value.nbytes <= ARRAY_BYTES
        ):
            return str(value.dtype), value.shape, value.tobytes().hex()
        if groups := flat_groups(value):
            return groups
        if isinstance(value, type):
            return value.__module__, value.__qualname__
        if dataclasses.is_dataclass(value):
            fields = dataclasses.fields(value)
            return [type(value).__name__, *(self.value(getattr(value, field.name)) for field in fields)]
        raise Indescribable(type(value).__name__)
