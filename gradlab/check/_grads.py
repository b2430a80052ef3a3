"""Derivatives: against differences, against a reference, forward against reverse mode.

Derivatives are tested along random directions, so that the cost does not grow with the number of inputs, and
with a random cotangent, so that a rule that forgets it is noticed. How differences are taken is in
`_differences`. The public page imports this.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from gradlab.check import _differences, _show
from gradlab.check._close import KnownWrong, verdict
from gradlab.check._directions import (
    WORDS,
    Flat,
    Mode,
    Probe,
    compiled,
    derivative_tolerance,
    derived,
    dot,
    flattened,
    is_float,
    is_scalar,
    must_vary,
    normal,
    probes,
    taken,
    wide,
)
from gradlab.check._failure import expression, failure
from gradlab.check._leaf import Rule
from gradlab.check._tolerance import Array, Tolerance

SEED = 20171
SCALES = (1.0, 1.5)
"""A derivative is linear: a rule that forgets its tangent or cotangent is right for 1 and wrong for 1.5."""
SMALL_DERIVATIVE = 1e-3
"""Derivatives below this are compared absolutely."""
MOST_NOISE = 10.0
"""The differences' own error widens the tolerance, up to this multiple; a noisy function must not pass anything."""
SURE_DIGITS = 4
"""What differences in float32 are good for."""
EXACT = 20.0
"""Against a reference, which is exact, the tolerances are so many times narrower."""
RULE_HINT = "a derivative rule multiplies by the tangent or cotangent that comes in"


def grads(
    f: Callable[..., Any],
    *args: Any,
    expected: Any = None,
    order: int = 1,
    modes: Sequence[Mode] = ("fwd", "rev"),
    rtol: float | None = None,
    atol: float | None = None,
    known_wrong: KnownWrong = None,
    hint: str | None = None,
) -> None:
    """Check that the derivatives that JAX takes of a function are right.

    Without `expected`, they are compared with central differences of f itself, in a random direction for each
    argument: this finds a wrong custom rule, a stopped gradient, a step. Integers and whatever else cannot be
    differentiated stay as they are; Python floats become arrays.

    Args:
        f: The function; it may return a tree.
        args: Where to differentiate.
        expected: None; or a reference function with the same arguments, whose derivatives f's must equal and
            whose results have the same form; or the value of the derivative, as
            `jax.jacobian(f, argnums)` gives it: for one floating-point argument the derivative itself, for
            several a tuple.
        order: 2 also checks the derivative of the derivative; with a value, the value is that of the
            derivative of this order.
        modes: "fwd", "rev", or both; a `custom_vjp` function has only "rev", one with a `while_loop` "fwd".
        rtol: Relative tolerance; by default 2e-3 for float32 against differences (`TOLERANCES`), and that of
            `close` against a reference or a value.
        atol: Absolute tolerance, in units of the derivative's largest entry where it is compared with
            differences.
        known_wrong: As for `close`, where `expected` is a value.
        hint: What to say if it is wrong.

    Raises:
        CheckError: A derivative is wrong, or cannot be taken in one of the modes.
        ValueError: No argument is a floating-point number, or `modes` or `order` make no sense.
    """
    __tracebackhide__ = True
    if order < 1 or not modes or not set(modes) <= {"fwd", "rev"}:
        raise ValueError(f"check.grads: order={order!r}, modes={modes!r}: want 1 or more, and 'fwd' or 'rev'")
    subject = expression("grads", 0, "f")
    if expected is not None and not callable(expected):
        _against_value(subject, f, args, expected, order, modes, Rule(rtol, atol), known_wrong, hint)
        return
    reference = None
    if expected is not None:
        form = Rule(values=False, likeness=False)
        verdict("grads", f"the value of {subject}", f(*args), expected(*args), form, hint=hint)
        reference = flattened(expected, args)
    _along_directions(
        flattened(f, args), order, 0, Comparison(subject, reference, modes, Rule(rtol, atol), hint)
    )


def _against_value(
    subject: str,
    f: Callable[..., Any],
    args: tuple[Any, ...],
    expected: Any,
    order: int,
    modes: Sequence[Mode],
    rule: Rule,
    known_wrong: KnownWrong,
    hint: str | None,
) -> None:
    """Compare the whole derivative with a given one."""
    __tracebackhide__ = True
    arrays = tuple(jnp.asarray(x) if isinstance(x, float | complex) else x for x in args)
    moving = [
        i for i, x in enumerate(arrays) if jax.tree.leaves(x) and all(map(is_float, jax.tree.leaves(x)))
    ]
    if not moving:
        raise ValueError(
            "check.grads: no argument is a floating-point number: there is nothing to differentiate"
        )
    argnums: int | tuple[int, ...] = moving[0] if len(moving) == 1 else tuple(moving)
    f(*args)
    for mode in modes:
        derivative = f
        for _ in range(order):
            derivative = (jax.jacfwd if mode == "fwd" else jax.jacrev)(derivative, argnums=argnums)
        value = taken("grads", subject, mode, hint, functools.partial(derivative, *arrays))
        words = f"the {_ordinal(order)}derivative of {subject} ({WORDS[mode]} mode)"
        verdict("grads", words, value, expected, rule, known_wrong=known_wrong, hint=hint)


class Comparison(NamedTuple):
    """What derivatives are compared with, and how closely."""

    subject: str
    reference: Flat | None
    modes: Sequence[Mode]
    rule: Rule
    hint: str | None


def _along_directions(flat: Flat, order: int, depth: int, against: Comparison) -> None:
    """Compare derivatives with those of a reference or with differences; then do the same to the derivative."""
    __tracebackhide__ = True
    random = np.random.default_rng(SEED + depth)
    outputs = flat.call(*flat.primals)
    must_vary("grads", against.subject, outputs)
    cotangents = [normal(random, y) for y in outputs]
    call = flat.call if depth == 0 else compiled(flat)
    for probe in probes(random, flat, apart=depth == 0):
        wanted, noise = _wanted(flat._replace(call=call), against.reference, probe)
        for mode in against.modes:
            for scale in SCALES:
                _check_probe(flat, probe, mode, wanted, noise, cotangents, scale, depth, against)
    if order == depth + 1:
        return
    probe = Probe([normal(random, x) for x in flat.primals], None)
    for mode in against.modes:
        reference = against.reference
        if reference is not None:
            reference = derived(reference, mode, probe, cotangents)
        deeper = derived(flat, mode, probe, cotangents)
        _along_directions(deeper, order, depth + 1, against._replace(reference=reference))


def _check_probe(
    flat: Flat,
    probe: Probe,
    mode: Mode,
    wanted: list[Array],
    noise: float,
    cotangents: list[Any],
    scale: float,
    depth: int,
    against: Comparison,
) -> None:
    """Compare one directional derivative with what is wanted."""
    __tracebackhide__ = True
    mine, right, size = _along(flat, probe, mode, wanted, cotangents, scale, against)
    limit = _tolerance([*flat.primals, *cotangents], against)
    allowed = scale * limit.atol * max(size, SMALL_DERIVATIVE) + limit.rtol * np.abs(right)
    allowed = allowed + np.minimum(noise * scale, MOST_NOISE * allowed)
    bad = ~(np.abs(mine - right) <= allowed)
    if not bad.any():
        return
    at = int(np.argmax(bad))
    # At a scale of 1 this derivative was right; with an array, compare with what a cotangent of ones gives.
    of_ones = float(sum(np.sum(w).real for w in wanted))
    forgotten = scale != 1 or (mode == "rev" and abs(mine[0] - of_ones) <= allowed[0] and mine[0] != right[0])
    what = "tangent" if mode == "fwd" else "cotangent"
    direction = "" if is_scalar(flat, cotangents) else "along a random direction: "
    if scale != 1:
        direction = f"for a {what} of {_show.number(scale)}: "
    where = "" if probe.argument is None else f" with respect to argument {probe.argument}"
    judge, digits = (
        ("central differences", SURE_DIGITS) if against.reference is None else ("the reference", 6)
    )
    raise failure(
        "grads",
        f"the {_ordinal(depth + 1)}derivative of {against.subject}{where} is wrong in {WORDS[mode]} mode",
        f"{direction}yours {_show.number(mine[at], digits)}, {judge} {_show.number(right[at], digits)}",
        f"your answer is right for a {what} of 1 only" if forgotten else "",
        hint=against.hint or (RULE_HINT if forgotten else ""),
    )


def _along(
    flat: Flat,
    probe: Probe,
    mode: Mode,
    wanted: list[Array],
    cotangents: list[Any],
    scale: float,
    against: Comparison,
) -> tuple[Array, Array, float]:
    """Take a directional derivative: entry by entry in forward mode, paired with a cotangent in reverse mode.

    Returns:
        The derivative, what it should be, and how large its entries are.
    """
    __tracebackhide__ = True
    call, primals = flat.call, flat.primals
    size = max((float(np.abs(w).max(initial=0.0)) for w in wanted), default=0.0)
    if mode == "fwd":
        moved = [scale * v for v in probe.tangents]
        derive = functools.partial(_pushed, call, primals, moved)
        tangents = taken("grads", against.subject, mode, against.hint, derive)
        mine = np.concatenate([np.ravel(wide(t)) for t in tangents])
        return mine, scale * np.concatenate([np.ravel(w) for w in wanted]), size
    pulled_from = [scale * w for w in cotangents]
    derive = functools.partial(_pulled, call, primals, pulled_from)
    cotangents_in = taken("grads", against.subject, mode, against.hint, derive)
    right = scale * dot(cotangents, wanted)
    return np.array([dot(cotangents_in, probe.tangents)]), np.array([right]), max(size, abs(right))


def _pushed(call: Callable[..., list[Any]], primals: list[Any], tangents: list[Any]) -> list[Any]:
    return list(jax.jvp(call, primals, tangents)[1])


def _pulled(call: Callable[..., list[Any]], primals: list[Any], cotangents: list[Any]) -> list[Any]:
    return list(jax.vjp(call, *primals)[1](cotangents))


def _wanted(flat: Flat, reference: Flat | None, probe: Probe) -> tuple[list[Array], float]:
    """Take the derivative along a direction without trusting f's own rules, and estimate its error."""
    if reference is not None:
        try:
            tangents = jax.jvp(reference.call, reference.primals, probe.tangents)[1]
        except TypeError:  # a reference with a custom_vjp: differences are what is left
            return _differences.along(reference.call, reference.primals, probe.tangents)
        return [wide(t) for t in tangents], 0.0
    return _differences.along(flat.call, flat.primals, probe.tangents)


def _tolerance(values: list[Any], against: Comparison) -> Tolerance:
    """Choose the tolerance: exact derivatives, of a reference, are compared more closely."""
    usual = derivative_tolerance(values)
    narrower = 1.0 if against.reference is None else EXACT
    rtol, atol = against.rule.rtol, against.rule.atol
    return Tolerance(
        usual.rtol / narrower if rtol is None else rtol, usual.atol / narrower if atol is None else atol
    )


def _ordinal(order: int) -> str:
    return {1: "", 2: "second ", 3: "third "}.get(order, f"{order}th ")
