"""Key discipline: the same key draws the same, another key draws something else, nothing is drawn twice.

Failing rests on the drawn values; JAX's own reuse checker only chooses the hint, because what the student's side
says about itself decides no mark. The public page imports this.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import jax
import numpy as np

from gradlab.check import _show
from gradlab.check._failure import expression, failure
from gradlab.check._tolerance import Array, numbers
from gradlab.check._tree import is_number

SEED = 1729
RANK_KEYS = 32
"""Keys over which two drawn numbers are ranked: unrelated ones agree in order once in 32!."""
RANK_ENTRIES = 12
"""At most so many numbers are related to each other."""
SAME_ORDER = 0.999
"""Rank correlation above which one number is a function of another: steps of a long walk stay below it."""
FEW_DRAWS = 64
"""Among so many float32 draws even one coincidence is unlikely: 64 * 64 / 2 pairs in 2**23 values."""
PAIRS_PER_COINCIDENCE = 2**21
WIDE_ROW = 4
"""Rows at least so long are not equal by chance, whatever their dtype."""

DRAW_HINT = "draw with jax.random from the key that is passed in, not with np.random, random or the clock"
IGNORED_HINT = (
    "use the key that is passed in: a key made inside, global or as a default gives the same every time"
)
ROWS_HINT = "one key for all rows: split(key, n), and map over the keys"
REUSE_HINT = "one key, one draw: split the key and use each part once"
RETURN_HINT = "a key that was used is spent: give back a fresh one from jax.random.split"


class Draw(NamedTuple):
    """What a function drew: its arrays of numbers, and the keys among what it returned."""

    arrays: list[Array]
    keys: list[Array]


def keys(
    draw: Callable[..., Any],
    *args: Any,
    key: Any = None,
    distinct: bool = True,
    hint: str | None = None,
) -> None:
    """Check how a function uses its PRNG key: `draw(key, *args)`.

    The same key has to give the same, another key something else. With `distinct`, no number may be drawn
    twice: not among floats, not as equal rows, and not in disguise (one float that is a monotone function of
    another over many keys, as a normal and a uniform draw from one key are). What does not vary with the key
    is no draw. A function that returns the key it was given fails too.

    Args:
        draw: The function; its first argument is the key.
        args: Its other arguments.
        key: The key to begin with; by default a typed one, `jax.random.key`.
        distinct: Whether all that is drawn has to differ. Switch it off for draws that repeat by design:
            samples with replacement, antithetic pairs, coins.
        hint: What to say if any of this fails.

    Raises:
        CheckError: The discipline is broken.
    """
    __tracebackhide__ = True
    subject = expression("keys", 0, "draw")
    key = jax.random.key(SEED) if key is None else key
    result = draw(key, *args)
    first, again = _drawn(result), _drawn(draw(key, *args))
    if not first.arrays and not first.keys:
        raise failure("keys", f"{subject} returns {_show.kind(result)}: no numbers are drawn", hint=hint)
    if not _same(first, again):
        raise failure(
            "keys",
            f"{subject} draws different numbers from the same key",
            f"first   {_line(first)}",
            f"second  {_line(again)}",
            hint=hint or DRAW_HINT,
        )
    other = _drawn(draw(jax.random.fold_in(key, 1), *args))
    if _same(first, other):
        raise failure(
            "keys",
            f"{subject} draws the same numbers whatever the key",
            f"with one key      {_line(first)}",
            f"with another key  {_line(other)}",
            hint=hint or IGNORED_HINT,
        )
    if not distinct:
        return
    if any(np.array_equal(given, _data(key)) for given in first.keys):
        raise failure("keys", f"{subject} gives back the key that it was given", hint=hint or RETURN_HINT)
    twice = _equal_rows(first, other) or _equal_numbers(first, other)
    if twice:
        words, likely = twice
        raise failure(
            "keys",
            f"{subject} draws the same twice",
            words,
            hint=hint or _reuse_hint(draw, key, args, likely),
        )
    related = _related(draw, key, args, first)
    if related:
        raise failure(
            "keys",
            f"{subject} draws the same randomness twice",
            related,
            hint=hint or _reuse_hint(draw, key, args, REUSE_HINT),
        )


def _drawn(tree: Any) -> Draw:
    leaves = jax.tree.leaves(tree)
    arrays = [numbers(x) for x in leaves if is_number(x)]
    return Draw(arrays, [_data(x) for x in leaves if _show.is_key(x)])


def _data(key: Any) -> Array:
    return np.asarray(jax.random.key_data(key) if _show.is_key(key) else key)


def _same(a: Draw, b: Draw) -> bool:
    mine, theirs = [*a.arrays, *a.keys], [*b.arrays, *b.keys]
    return len(mine) == len(theirs) and all(
        np.array_equal(x, y, equal_nan=x.dtype.kind in "fc") for x, y in zip(mine, theirs, strict=True)
    )


def _line(draw: Draw) -> str:
    return _show.clipped(", ".join(_show.array(x) for x in [*draw.arrays, *draw.keys]), 70)


def _varying(first: Draw, other: Draw) -> Iterator[tuple[Array, Array]]:
    """Pair each drawn array with a mask of what changes with the key: the rest is no draw."""
    if len(first.arrays) != len(other.arrays):
        return
    for x, y in zip(first.arrays, other.arrays, strict=True):
        yield x, (x != y) if x.shape == y.shape else np.ones(x.shape, bool)


def _equal_rows(first: Draw, other: Draw) -> tuple[str, str] | None:
    """Find two equal rows of one array, as one key for all of a batch gives."""
    for x, varies in _varying(first, other):
        if x.ndim < 2 or math.prod(x.shape[1:]) < WIDE_ROW:
            continue
        rows = x.reshape(len(x), -1)[varies.reshape(len(x), -1).any(axis=1)]
        alike = len(rows) - len(np.unique(rows, axis=0))
        if alike:
            return f"{alike + 1} of {len(rows)} rows are equal: {_show.array(rows[0])}", ROWS_HINT
    return None


def _equal_numbers(first: Draw, other: Draw) -> tuple[str, str] | None:
    """Find equal floats; among very many, a few coincide by chance."""
    pool = [x[varies] for x, varies in _varying(first, other) if x.dtype.kind == "f"]
    drawn = np.concatenate(pool) if pool else np.zeros(0)
    drawn = drawn[np.isfinite(drawn)]
    values, counts = np.unique(drawn, return_counts=True)
    chance = 0 if len(drawn) <= FEW_DRAWS else 1 + len(drawn) ** 2 // 2 // PAIRS_PER_COINCIDENCE
    if len(drawn) - len(values) <= chance:
        return None
    most = int(np.argmax(counts))
    return f"{_show.number(values[most])} comes {counts[most]} times among {len(drawn)} numbers", REUSE_HINT


def _related(draw: Callable[..., Any], key: Any, args: tuple[Any, ...], first: Draw) -> str:
    """Find two floats of which one is a monotone function of the other: the same bits in disguise."""
    total = sum(x.size for x in first.arrays if x.dtype.kind == "f")
    if total < 2:
        return ""
    picked = np.unique(np.linspace(0, total - 1, RANK_ENTRIES, dtype=int))
    rows = []
    for i in range(RANK_KEYS):
        drawn = _drawn(draw(jax.random.fold_in(key, 100 + i), *args))
        flat = np.concatenate([np.ravel(x) for x in drawn.arrays if x.dtype.kind == "f"])
        if flat.size != total:
            return ""
        rows.append(flat[picked])
    ranks = np.argsort(np.argsort(np.array(rows), axis=0), axis=0).astype(float)
    varies = np.array([len(np.unique(column)) > RANK_KEYS // 2 for column in np.array(rows).T])
    with np.errstate(all="ignore"):
        correlation = np.abs(np.atleast_2d(np.corrcoef(ranks.T)))
    for a, b in np.argwhere(correlation > SAME_ORDER):
        if a < b and varies[a] and varies[b]:
            return f"over {RANK_KEYS} keys, number {picked[a]} and number {picked[b]} always rise and fall together"
    return ""


def _reuse_hint(draw: Callable[..., Any], key: Any, args: tuple[Any, ...], otherwise: str) -> str:
    """Ask JAX's reuse checker, which sees reuse inside one call but neither vmap over one key nor key(0)."""
    try:
        with jax.debug_key_reuse(True):
            draw(jax.random.clone(key), *args)  # type: ignore[no-untyped-call]
    except jax.errors.KeyReuseError:
        return REUSE_HINT
    except Exception:
        return otherwise
    return otherwise
