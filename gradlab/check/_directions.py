"""A function as seen along a direction: its floating-point arrays alone, tangents, cotangents, and their pairing.

It compares nothing. `_grads` and `_adjoint` import it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from gradlab.check import _advice, _show
from gradlab.check._failure import CheckError, failure
from gradlab.check._outcome import own_outcome
from gradlab.check._tolerance import Array, Tolerance, dtype_of
from gradlab.check._tree import is_number

Mode = Literal["fwd", "rev"]

WORDS = {"fwd": "forward", "rev": "reverse"}
TOLERANCES = {
    "float64": Tolerance(1e-5, 1e-6),
    "float32": Tolerance(2e-3, 1e-3),
    "float16": Tolerance(3e-2, 1e-2),
    "bfloat16": Tolerance(1e-1, 1e-1),
}
"""Differences cost digits: these relative tolerances are `jax.test_util`'s for gradients, but for float16. The
absolute one is measured against the largest entry of the derivative."""
DIRECTIONS = 4
"""Up to so many arguments have a direction of their own, so that a message can name the wrong one."""


class Flat(NamedTuple):
    """A function of a list of floating-point arrays, made from one of any arguments."""

    call: Callable[..., list[Any]]
    primals: list[Any]
    argument_of: list[int]
    """For each array, the position of the argument it belongs to."""


class Probe(NamedTuple):
    """A direction in which a derivative is taken."""

    tangents: list[Any]
    argument: int | None
    """The only argument that moves; None if all do."""


def flattened(f: Callable[..., Any], args: tuple[Any, ...]) -> Flat:
    """See a function as one of its floating-point arrays, with the floating-point arrays it returns.

    Args:
        f: The function.
        args: Its arguments; those that are no floats stay as they are.

    Returns:
        The function and its arrays.

    Raises:
        ValueError: No argument is a floating-point number.
    """
    leaves, treedef = jax.tree.flatten(args)
    moving = [i for i, x in enumerate(leaves) if is_float(x)]
    if not moving:
        raise ValueError("check: no argument is a floating-point number: there is nothing to differentiate")
    owners = [i for i, arg in enumerate(args) for _ in jax.tree.leaves(arg)]

    def call(*primals: Any) -> list[Any]:
        whole = list(leaves)
        for i, x in zip(moving, primals, strict=True):
            whole[i] = x
        given: tuple[Any, ...] = jax.tree.unflatten(treedef, whole)
        return [jnp.asarray(y) for y in jax.tree.leaves(f(*given)) if is_float(y) or _is_float_tracer(y)]

    return Flat(call, [jnp.asarray(leaves[i]) for i in moving], [owners[i] for i in moving])


def probes(random: np.random.Generator, flat: Flat, *, apart: bool) -> list[Probe]:
    """Choose the directions in which derivatives are taken.

    Args:
        random: Where they come from.
        flat: The function.
        apart: Whether each argument gets a direction of its own, if they are few.

    Returns:
        One or more.
    """
    arguments = sorted(set(flat.argument_of))
    everything = [normal(random, x) for x in flat.primals]
    if not apart or not 1 < len(arguments) <= DIRECTIONS:
        # Each argument moves by its own size: an interest rate less than a price.
        sizes = [float(jnp.max(jnp.abs(x), initial=0.0)) for x in flat.primals]
        together = len(arguments) > 1
        return [
            Probe([(a or 1.0) * v if together else v for a, v in zip(sizes, everything, strict=True)], None)
        ]
    owned = list(zip(everything, flat.argument_of, strict=True))
    return [Probe([v if owner == a else jnp.zeros_like(v) for v, owner in owned], a) for a in arguments]


def compiled(flat: Flat) -> Callable[..., list[Any]]:
    """Compile a derivative that is going to be called often; one that depends on values in Python stays.

    Args:
        flat: The function.

    Returns:
        A function of its arrays.
    """
    fast = jax.jit(flat.call)
    try:
        fast(*flat.primals)
    except Exception as error:
        if own_outcome(error) is not None:
            raise
        return flat.call
    return fast


def is_scalar(flat: Flat, outputs: list[Any]) -> bool:
    """Tell whether a function takes and gives single numbers, so that its derivative is one.

    Args:
        flat: The function.
        outputs: What it gives.

    Returns:
        Whether it does.
    """
    return len(outputs) == 1 and outputs[0].size == 1 and all(x.ndim == 0 for x in flat.primals)


def derived(flat: Flat, mode: Mode, probe: Probe, cotangents: list[Any]) -> Flat:
    """Make the derivative along one direction, or pulled back from one cotangent, a function of its own.

    Args:
        flat: The function.
        mode: Which of the two.
        probe: The direction.
        cotangents: The cotangent.

    Returns:
        The derivative.
    """
    if mode == "fwd":
        return flat._replace(call=lambda *x: list(jax.jvp(flat.call, list(x), probe.tangents)[1]))
    return flat._replace(call=lambda *x: list(jax.vjp(flat.call, *x)[1](cotangents)))


def taken(check: str, subject: str, mode: Mode, hint: str | None, derive: Callable[[], Any]) -> Any:
    """Differentiate a function that could be called; what this raises is the student's to mend.

    Args:
        check: The check's public name.
        subject: The checked expression.
        mode: The mode that is tried.
        hint: The author's hint.
        derive: What to run.

    Returns:
        What it returns.

    Raises:
        CheckError: It fails.
    """
    __tracebackhide__ = True
    try:
        return derive()
    except CheckError:
        raise
    except Exception as error:
        if own_outcome(error) is not None:
            raise
        words = _show.clipped(f"{type(error).__name__}: {error}", 100)
        headline = f"{subject} can be called, but not differentiated in {WORDS[mode]} mode"
        raise failure(check, headline, words, hint=hint or _advice.hint(error)) from error


def must_vary(check: str, subject: str, outputs: list[Any]) -> None:
    """Fail if a function returns nothing that could have a derivative.

    Args:
        check: The check's public name.
        subject: The checked expression.
        outputs: The floating-point arrays it returns.

    Raises:
        CheckError: There is none.
    """
    __tracebackhide__ = True
    if not outputs:
        raise failure(
            check,
            f"{subject} returns no floating-point number: it has no derivative",
            hint="a gradient cannot pass through integers, bools or argmax: compute with floats",
        )


def derivative_tolerance(values: list[Any]) -> Tolerance:
    """Choose the tolerance of a derivative by the least precise of the values it rests on.

    Args:
        values: Arrays.

    Returns:
        The tolerance against differences.
    """
    return max(TOLERANCES.get(_part(dtype_of(x)), TOLERANCES["bfloat16"]) for x in values)


def is_float(x: Any) -> bool:
    """Tell whether a value can be differentiated: a real or complex number, or an array of them.

    Args:
        x: Any value with its number known.

    Returns:
        Whether it can.
    """
    return is_number(x) and bool(jnp.issubdtype(dtype_of(x), jnp.inexact))


def _is_float_tracer(x: Any) -> bool:
    return isinstance(x, jax.core.Tracer) and bool(jnp.issubdtype(x.dtype, jnp.inexact))


def normal(random: np.random.Generator, x: Any) -> Any:
    """Draw an array like x from a normal distribution by NumPy; a single number is 1, so that it can be read.

    Args:
        random: Where it comes from.
        x: An array.

    Returns:
        An array of the same shape and dtype.
    """
    values = random.normal(size=np.shape(x)) if np.shape(x) else np.ones(())
    if jnp.issubdtype(dtype_of(x), jnp.complexfloating):
        values = values + 1j * random.normal(size=np.shape(x))
    return jnp.asarray(values, dtype_of(x))


def wide(x: Any) -> Array:
    """Take an array to NumPy in double precision.

    Args:
        x: An array of floating-point numbers.

    Returns:
        The array.
    """
    a = np.asarray(x)
    return a.astype(np.complex128 if a.dtype.kind == "c" else np.float64)


def dot(a: Sequence[Any], b: Sequence[Any]) -> float:
    """Pair two lists of arrays; the real part of the bilinear form, which is JAX's convention for complex ones.

    Args:
        a: Arrays.
        b: As many, of the same shapes.

    Returns:
        The sum of their products.
    """
    return float(sum(np.sum(wide(x) * wide(y)).real for x, y in zip(a, b, strict=True)))


def _part(dtype: Any) -> str:
    return {"complex64": "float32", "complex128": "float64"}.get(str(dtype), str(dtype))
