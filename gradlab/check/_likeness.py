"""What a wrong answer is like: the expected one transposed, scaled, negated, shifted, or in another order.

A student learns more from "off by exactly 3" than from two rows of numbers. Only values are looked at.
`_close` imports it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gradlab.check import _show
from gradlab.check._leaf import Rule, values_agree
from gradlab.check._tolerance import Array, agree, dtype_of, numbers, tolerance
from gradlab.check._tree import is_number

WHOLE_FACTORS = 64
"""A single number is called "n times the expected one" for n up to this; larger ratios come by chance."""
SWAPPED_ENTRIES = 8
"""Containers up to this length are searched for answers in another order."""


def of_leaf(yours: Any, expected: Any, rule: Rule) -> tuple[str, str] | None:
    """Find what relates a wrong leaf to the expected one.

    Args:
        yours: A number, an array, or a container where one was expected.
        expected: A number or an array.
        rule: How the two were compared.

    Returns:
        A sentence that follows "your answer" and a hint, or None.
    """
    if not is_number(expected):
        return None
    if not is_number(yours):
        return _inside(yours, expected, rule)
    limit = tolerance(yours, expected, rule.rtol, rule.atol)
    dtypes = {dtype_of(yours), dtype_of(expected)}
    a, e = numbers(yours), numbers(expected)
    if a.dtype == object or e.dtype == object or any(d.kind == "b" for d in dtypes):
        return None
    if a.shape != e.shape:
        return _reshaped(a, e, lambda x, y: x.shape == y.shape and bool(agree(x, y, limit).all()))
    with np.errstate(all="ignore"):
        return _related(a, e, lambda x, y: bool(agree(x, y, limit).all()))


def of_order(yours: Any, expected: Any, rule: Rule) -> tuple[str, str] | None:
    """Find out whether the entries of a container are the expected ones in another order.

    Args:
        yours: What the student returned.
        expected: What was expected, of the same structure.
        rule: How the two were compared.

    Returns:
        A sentence that follows "your answer" and a hint, or None.
    """
    if isinstance(expected, dict):
        names = [f"[{key!r}]" for key in expected]
        mine, theirs = [yours[key] for key in expected], list(expected.values())
    elif isinstance(expected, tuple | list):
        names = [f"[{i}]" for i in range(len(expected))]
        mine, theirs = list(yours), list(expected)
    else:
        return None
    if not 1 < len(theirs) <= SWAPPED_ENTRIES or not all(map(is_number, [*mine, *theirs])):
        return None
    order = []
    for value in mine:
        found = [j for j, other in enumerate(theirs) if values_agree(value, other, rule)]
        if len(found) != 1:
            return None
        order.append(found[0])
    if sorted(order) != list(range(len(order))):
        return None
    moved = [f"{names[i]} holds the expected {names[j]}" for i, j in enumerate(order) if i != j]
    words = "has the right entries in another order: " + ", ".join(moved[:2])
    return words, "the entries are swapped: look at the order in which they are returned or unpacked"


def _inside(yours: Any, expected: Any, rule: Rule) -> tuple[str, str] | None:
    """Find the expected value in a container that was returned in its place."""
    if not isinstance(yours, tuple | list | dict) or len(yours) > SWAPPED_ENTRIES:
        return None
    for key in yours if isinstance(yours, dict) else range(len(yours)):
        if is_number(yours[key]) and values_agree(yours[key], expected, rule):
            return f"holds the expected value at [{key!r}]", f"return entry [{key!r}] alone"
    return None


def _reshaped(a: Array, e: Array, same: Any) -> tuple[str, str] | None:
    """Relate two arrays of different shapes."""
    if a.ndim == e.ndim and a.ndim > 1 and same(np.swapaxes(a, -1, -2), e):
        return (
            "is the transpose of the expected one",
            "rows and columns are swapped: look at in_axes, out_axes, or the order of two nested vmaps",
        )
    if a.size == e.size and same(a.reshape(e.shape), e):
        return "has the expected numbers in another shape", ""
    if a.ndim == e.ndim and a.ndim and len(a) == len(e) + 1 and a.shape[1:] == e.shape[1:]:
        for dropped, rest in (("first", a[1:]), ("last", a[:-1])):
            if same(rest, e):
                words = f"has one entry too many: without its {dropped} one it is the expected one"
                return words, "off by one: look at where the history starts and ends"
    if a.ndim == e.ndim and a.ndim and len(a) + 1 == len(e) and a.shape[1:] == e.shape[1:]:
        for missing, rest in (("first", e[1:]), ("last", e[:-1])):
            if len(a) and same(a, rest):
                return (
                    f"lacks the {missing} of the expected entries",
                    "off by one: look at where the history starts and ends",
                )
    return None


def _related(a: Array, e: Array, same: Any) -> tuple[str, str] | None:
    """Relate two arrays of the same shape."""
    if not (np.isfinite(a).all() and np.isfinite(e).all()) or not e.any():
        return None
    if same(-a, e):
        return "has the wrong sign", "the sign is wrong everywhere"
    if a.ndim > 1 and a.shape[-1] == a.shape[-2] and same(np.swapaxes(a, -1, -2), e):
        return (
            "is the transpose of the expected one",
            "rows and columns are swapped: look at in_axes, out_axes, or the order of two nested vmaps",
        )
    if a.ndim and len(a) > 2 and len(np.unique(e)) > 1:
        if same(a[1:], e[:-1]):
            return "is shifted: each entry is the expected one of the place before", _SHIFT
        if same(a[:-1], e[1:]):
            return "is shifted: each entry is the expected one of the place after", _SHIFT
        if a.ndim == 1 and same(a[::-1], e):
            return "is the expected one in reverse order", ""
    return _scaled(a, e, same)


_SHIFT = "off by one: look at whether the start belongs to the history, and what each step gives out"


def _scaled(a: Array, e: Array, same: Any) -> tuple[str, str] | None:
    """Find a constant factor; for one number only a whole one or its inverse says anything."""
    if not a.any():
        return None
    top = np.unravel_index(int(np.argmax(np.abs(e))), e.shape)
    factor = a[top] / e[top]
    if np.iscomplexobj(factor) or not np.isfinite(factor) or factor == 0 or not same(a / factor, e):
        return None
    whole = _whole(float(factor))
    entries = len(np.unique(e[e != 0]))
    if entries < 2 and (not whole or abs(float(e[top])) == 1):
        return None
    words = f"is off by exactly a factor of {whole or _show.number(float(factor), 4)}"
    return words, _FACTOR if entries > 1 else ""


_FACTOR = "a constant factor: is it a sum or a mean, or a missing constant?"


def _whole(factor: float) -> str:
    """Write a factor as n or 1/n if it is one."""
    for value, form in ((factor, "{}"), (1 / factor, "1/{}")):
        if abs(value) < WHOLE_FACTORS + 0.5 and abs(value - round(value)) < 1e-4 * abs(value):
            return form.format(round(value))
    return ""
