"""Pairs of leaves: shape, dtype, finite, value, in that order.

It pairs no trees (`_tree`), knows no tolerance (`_tolerance`) and guesses no misconception (`_likeness`). `_close`
and the checks that compare two results import it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from gradlab.check import _show
from gradlab.check._tolerance import Array, agree, dtype_of, numbers, tolerance, widened
from gradlab.check._tree import Mismatch, Pair, Spelled, is_number


class Rule(NamedTuple):
    """What a comparison looks at."""

    rtol: float | None = None
    atol: float | None = None
    dtype: Any = "auto"
    values: bool = True
    likeness: bool = True
    """Whether to look for what a wrong answer is like."""
    yours: str = "yours"
    """What the first of the two is called in a message."""
    expected: str = "expected"


def compare(pairs: list[Pair], rule: Rule) -> None:
    """Compare paired leaves: all shapes first, then all dtypes, then what is finite, then values.

    Args:
        pairs: The leaves of two trees of the same structure.
        rule: What to look at.

    Raises:
        Mismatch: The first difference.
    """
    for look in (_deleted, _shape, _dtype, *((_finite, _value) if rule.values else ())):
        for pair in pairs:
            look(pair, rule)


def values_agree(yours: Any, expected: Any, rule: Rule) -> bool:
    """Tell whether two leaves are equal within the tolerance, dtypes aside.

    Args:
        yours: A leaf.
        expected: Another.
        rule: What to look at.

    Returns:
        Whether shape and values agree.
    """
    try:
        compare([Pair("", yours, expected)], rule._replace(dtype=None))
    except Mismatch:
        return False
    return True


def _deleted(pair: Pair, rule: Rule) -> None:
    for x in (pair.yours, pair.expected):
        if isinstance(x, jax.Array) and not isinstance(x, jax.core.Tracer) and x.is_deleted():
            raise Mismatch(
                pair.path,
                "holds an array whose buffer was given away (donated)",
                hint="an array that was donated to a compiled function cannot be used again",
            )


def _shape(pair: Pair, rule: Rule) -> None:
    if not (_show.is_key(pair.expected) or is_number(pair.expected)):
        return
    yours, expected = np.shape(pair.yours), _shape_of(pair.expected)
    if yours != expected:
        raise Mismatch(
            pair.path,
            f"has shape {yours}, expected {expected}",
            pair=(pair.yours, pair.expected),
            hint=_shape_hint(yours, expected),
        )


def _shape_of(x: Any) -> tuple[int, ...]:
    return np.shape(x.array) if isinstance(x, Spelled) else np.shape(x)


def _shape_hint(yours: tuple[int, ...], expected: tuple[int, ...]) -> str:
    if len(yours) == len(expected) + 1 and yours[1:] == expected and len(expected) and yours[0] == yours[1]:
        return "shapes (n, 1) and (n,) broadcast to (n, n): make them equal before you combine them"
    if yours == (*expected, 1) or yours == (1, *expected):
        return "one axis of length 1 too many: take [0], or .reshape to the expected shape"
    return ""


def _dtype(pair: Pair, rule: Rule) -> None:
    yours, expected = pair.yours, pair.expected
    if _show.is_key(expected):
        if yours.dtype != expected.dtype:
            raise Mismatch(pair.path, f"holds keys of another kind: {yours.dtype}, expected {expected.dtype}")
        return
    if rule.dtype is None or not is_number(expected):
        return
    have, want = dtype_of(yours), _wanted_dtype(expected, rule)
    loose = isinstance(want, str)  # never compare a name with a dtype: "float" equals float64
    kind = want if loose else _kind(want)
    if (_kind(have) if loose else have) == want:
        return
    hint = _dtype_hint(_kind(have), kind)
    if (str(have), str(want)) == ("float32", "float64"):
        hint = "64-bit is off here: compute inside `with jax.enable_x64(True):`, data included"
    if _show.is_array(yours):
        predicate = f"has dtype {have}, expected {_show.with_article(kind) if loose else want}"
    else:
        predicate = f"is {_show.kind(yours)}, expected {_show.with_article(kind)}"
    raise Mismatch(pair.path, predicate, hint=hint)


def _wanted_dtype(expected: Any, rule: Rule) -> Any:
    """Give the dtype that is wanted, or only its kind where the author wrote Python numbers."""
    if rule.dtype != "auto":
        return np.dtype(rule.dtype)
    plain = isinstance(expected, bool | int | float | complex | np.bool_ | Spelled)
    return _kind(dtype_of(expected)) if plain else dtype_of(expected)


def _kind(dtype: Any) -> str:
    if dtype == jax.dtypes.float0:
        return "float0"
    for kind, group in (("bool", np.bool_), ("int", np.integer), ("complex", np.complexfloating)):
        if jnp.issubdtype(dtype, group):
            return kind
    return "float"


def _dtype_hint(have: str, want: str) -> str:
    if (have, want) == ("int", "float"):
        return "integers in, integers out: start from floats (0.0, 1.0, jnp.asarray(x, float))"
    return ""


def _finite(pair: Pair, rule: Rule) -> None:
    if not is_number(pair.expected):
        return
    yours, expected = numbers(pair.yours), numbers(pair.expected)
    if yours.dtype.kind not in "fc" and expected.dtype.kind not in "fc":
        return
    yours, expected = widened(yours), widened(expected)
    mine, theirs = np.isfinite(yours), np.isfinite(expected)
    same = (mine & theirs) | (np.isnan(yours) & np.isnan(expected)) | (~mine & ~theirs & (yours == expected))
    bad = ~same & ~(mine & theirs)
    if not bad.any():
        return
    at = _first(bad)
    got, want = yours[at], expected[at]
    where = f"at {_show.index(at)}: " if at else ""
    many = f"     ({int(bad.sum())} of {bad.size} entries)" if bad.size > 1 else ""
    predicate = f"has {_show.number(got)} where a finite value is expected"
    if np.isfinite(got):
        predicate = f"is finite where {_show.number(want)} is expected"
    elif not np.isfinite(want):
        predicate = f"has {_show.number(got)} where {_show.number(want)} is expected"
    line = f"{where}{rule.yours} {_show.number(got)}, {rule.expected} {_show.number(want)}{many}"
    raise Mismatch(pair.path, predicate, line, *_both(yours, expected, at, rule) if at else ())


def _value(pair: Pair, rule: Rule) -> None:
    if not is_number(pair.expected):
        _same_object(pair, rule)
        return
    yours, expected = numbers(pair.yours), numbers(pair.expected)
    limit = tolerance(pair.yours, pair.expected, rule.rtol, rule.atol)
    bad = ~agree(yours, expected, limit)
    if not bad.any():
        return
    at = _first(bad)
    if not at:
        lines = _both(yours, expected, at, rule)
        raise Mismatch(pair.path, "has a wrong value", *lines, pair=(pair.yours, pair.expected))
    digits = _show.digits_apart(yours[at], expected[at])
    line = (
        f"at {_show.index(at)}: {rule.yours} {_show.number(yours[at], digits)}, "
        f"{rule.expected} {_show.number(expected[at], digits)}     "
        f"({int(bad.sum())} of {bad.size} differ, largest difference {_largest(yours, expected)})"
    )
    predicate = "has the right shape but wrong values"
    raise Mismatch(
        pair.path, predicate, line, *_both(yours, expected, at, rule), pair=(pair.yours, pair.expected)
    )


def _largest(yours: Array, expected: Array) -> str:
    with np.errstate(all="ignore"):
        if yours.dtype.kind in "biu" and expected.dtype.kind in "biu":
            return str(max(abs(int(a) - int(e)) for a, e in zip(yours.flat, expected.flat, strict=True)))
        apart = np.abs(widened(yours) - widened(expected))
        return _show.number(np.max(apart, where=np.isfinite(apart), initial=0.0), 2)


def _both(yours: Array, expected: Array, at: tuple[int, ...], rule: Rule) -> tuple[str, str]:
    width = max(len(rule.yours), len(rule.expected))
    digits = _show.digits_apart(yours[at], expected[at])
    return (
        f"{rule.expected:{width}}  {_show.array(expected, at, digits)}",
        f"{rule.yours:{width}}  {_show.array(yours, at, digits)}",
    )


def _same_object(pair: Pair, rule: Rule) -> None:
    """Compare keys, strings, None and objects of other classes."""
    yours, expected = pair.yours, pair.expected
    if _show.is_key(expected):
        bad = np.any(jax.random.key_data(yours) != jax.random.key_data(expected), axis=-1)
        if bad.any():
            many = f" ({int(bad.sum())} of {bad.size} differ)" if bad.ndim else ""
            raise Mismatch(pair.path, f"holds another key than expected{many}")
        return
    try:
        same = yours is expected or (yours == expected) is True
    except Exception:
        same = False
    if not same:
        raise Mismatch(
            pair.path,
            "has a wrong value",
            f"{rule.expected}  {_show.clipped(repr(expected), 70)}",
            f"{rule.yours:{len(rule.expected)}}  {_show.clipped(repr(yours), 70)}",
        )


def _first(bad: Array) -> tuple[int, ...]:
    return tuple(int(i) for i in np.unravel_index(int(np.argmax(bad)), bad.shape))
