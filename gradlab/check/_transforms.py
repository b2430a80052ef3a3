"""A function under `jax.jit` and `jax.vmap`: it works there, and gives what it gives outside.

The public page imports this.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from gradlab.check import _advice, _show
from gradlab.check._calls import Counted
from gradlab.check._close import verdict
from gradlab.check._failure import CheckError, expression, failure
from gradlab.check._leaf import Rule
from gradlab.check._outcome import own_outcome
from gradlab.check._tolerance import as_arrays
from gradlab.check._tree import is_number

SAME_HINT = "while tracing, x is a tracer: isinstance, type() and values known to Python take another way"
LOOP_CALLS = 16
"""How many places along a mapped axis are computed one by one for comparison."""


def jittable(
    f: Callable[..., Any],
    *args: Any,
    static_argnums: int | Sequence[int] = (),
    hint: str | None = None,
) -> None:
    """Check that a function works under `jax.jit`, and gives what it gives without.

    Args:
        f: The function.
        args: Its arguments.
        static_argnums: Which of them are static.
        hint: What to say if it does not.

    Raises:
        CheckError: Compiling fails, or the results differ.
    """
    __tracebackhide__ = True
    subject = expression("jittable", 0, "f")
    plain = f(*args)
    compiled = _attempt(
        "jittable",
        f"{subject} works when called, but not under jax.jit",
        lambda: jax.jit(f, static_argnums=static_argnums)(*args),
        hint,
    )
    rule = Rule(likeness=False, yours="jitted", expected="called")
    words = f"{subject} under jax.jit"
    verdict("jittable", words, compiled, as_plain(plain), rule, hint=hint or SAME_HINT)


def vmappable(f: Callable[..., Any], *args: Any, in_axes: Any = 0, hint: str | None = None) -> None:
    """Check that a function works under `jax.vmap`, and gives what a loop over the mapped axis gives.

    Args:
        f: The function of one example.
        args: Its arguments, with the mapped axes.
        in_axes: As for `jax.vmap`.
        hint: What to say if it does not.

    Raises:
        CheckError: Mapping fails, or the results differ.
    """
    __tracebackhide__ = True
    subject = expression("vmappable", 0, "f")
    arrays = as_arrays(args)
    axes = _axes(in_axes, arrays)
    length = next(
        (x.shape[a] for x, a in zip(jax.tree.leaves(arrays), axes, strict=True) if a is not None), 0
    )
    where = np.unique(np.linspace(0, length - 1, LOOP_CALLS, dtype=int)) if length else np.arange(0)
    loop = [f(*_taken(arrays, axes, int(i))) for i in where]
    mapped = _attempt(
        "vmappable",
        f"{subject} works on one example, but not under jax.vmap",
        lambda: jax.vmap(f, in_axes=in_axes)(*arrays),
        hint,
    )
    rule = Rule(likeness=False, yours="mapped", expected="looped")
    for i, one in zip(where, loop, strict=True):
        entry = jax.tree.map(lambda x, i=i: x[int(i)], mapped)
        verdict("vmappable", f"entry {i} of {subject} under jax.vmap", entry, as_plain(one), rule, hint=hint)


def compiles_once(f: Callable[..., Any], *argsets: tuple[Any, ...], hint: str | None = None) -> None:
    """Check that one compiled program serves several arguments: everything traced, one trace, right results.

    Args:
        f: The function.
        argsets: Tuples of arguments whose values differ, not their shapes or dtypes. Python numbers count as
            data.
        hint: What to say if it does not.

    Raises:
        CheckError: Some argument has to be static, the function is traced again, or a result differs from
            that of a plain call.
        ValueError: The sets of arguments differ in shape or dtype, so that one program cannot serve them.
    """
    __tracebackhide__ = True
    subject = expression("compiles_once", 0, "f")
    traced = [as_arrays(tuple(args)) for args in argsets]
    forms = {
        str(jax.tree.map(lambda x: (np.shape(x), str(getattr(x, "dtype", ""))), args)) for args in traced
    }
    if len(forms) > 1:
        raise ValueError(f"check.compiles_once: the arguments differ in shape or dtype: {sorted(forms)}")
    plain = [f(*args) for args in argsets]
    counter = Counted(f)
    compiled = jax.jit(counter)
    rule = Rule(dtype=None, likeness=False, yours="jitted", expected="called")
    for args, shown, expected in zip(traced, argsets, plain, strict=True):
        got = _attempt(
            "compiles_once",
            f"{subject} cannot be compiled once for all values: an argument has to be known while tracing",
            functools.partial(compiled, *args),
            hint,
        )
        words = _show.clipped(", ".join(map(_argument, shown)), 30)
        verdict(
            "compiles_once", f"{subject} compiled, at ({words}),", got, as_plain(expected), rule, hint=hint
        )
    if counter.calls > 1:
        raise failure(
            "compiles_once", f"{subject} is traced {counter.calls} times for {len(argsets)} sets of arguments",
            hint=hint or "sizes and flags may be static; whatever varies has to be data",
        )  # fmt: skip


def as_plain(tree: Any) -> Any:
    """Let the result of a plain call fix the dtype where it is an array, and the kind where it is a number.

    Args:
        tree: What a function returned.

    Returns:
        The tree with NumPy arrays as JAX would take them.
    """
    return jax.tree.map(lambda x: jnp.asarray(x) if isinstance(x, np.ndarray) and is_number(x) else x, tree)


def _attempt(check: str, headline: str, call: Callable[[], Any], hint: str | None) -> Any:
    """Run a transformed function whose plain call worked; what it raises is the student's to mend."""
    __tracebackhide__ = True
    try:
        return call()
    except CheckError:
        raise
    except Exception as error:
        if own_outcome(error) is not None:
            raise
        words = _show.clipped(f"{type(error).__name__}: {error}", 100)
        raise failure(check, headline, words, hint=hint or _advice.hint(error)) from error


def _argument(x: Any) -> str:
    return _show.number(x) if is_number(x) and np.ndim(x) == 0 else _show.kind(x)


def _axes(in_axes: Any, args: tuple[Any, ...]) -> list[int | None]:
    """Give each leaf of the arguments its mapped axis, as `jax.vmap` reads `in_axes`."""
    if isinstance(in_axes, list):
        in_axes = tuple(in_axes)
    whole = jax.tree.broadcast(in_axes, args, is_leaf=lambda x: x is None)
    return jax.tree.leaves(whole, is_leaf=lambda x: x is None)


def _taken(args: tuple[Any, ...], axes: list[int | None], i: int) -> tuple[Any, ...]:
    leaves, treedef = jax.tree.flatten(args)
    taken = [
        x if axis is None else x[(slice(None),) * (axis % x.ndim) + (i,)]
        for x, axis in zip(leaves, axes, strict=True)
    ]
    return tuple(jax.tree.unflatten(treedef, taken))
