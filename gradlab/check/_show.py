"""Values in words: numbers, arrays and containers, short enough for a line of a message.

It compares nothing and raises nothing. Everything in `gradlab.check` may import it.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

LINE_CHARS = 88
SHOWN_ENTRIES = 8
"""Entries of an array that a message shows at most: around the first one that differs."""
SHOWN_ROWS = 4


def number(x: Any, digits: int = 6) -> str:
    """Write a number as a student would: 1.0, 0.333333, 3, True, nan, 1.0+2.0j.

    Args:
        x: A Python or NumPy scalar.
        digits: Significant digits of a float.

    Returns:
        The text.
    """
    x = x.item() if isinstance(x, np.generic | np.ndarray) else x
    if isinstance(x, bool | int) or not isinstance(x, float | complex):
        return str(x)
    if isinstance(x, complex):
        imaginary = number(x.imag, digits)
        return f"{number(x.real, digits)}{'' if imaginary[0] == '-' else '+'}{imaginary}j"
    text = f"{x:.{digits}g}"
    return text if any(c in text for c in ".en") else text + ".0"


def digits_apart(a: Any, b: Any) -> int:
    """Find how many digits tell two unequal numbers apart.

    Args:
        a: A number.
        b: Another.

    Returns:
        6, or as many more as needed, up to 17.
    """
    return next((d for d in (6, 9, 17) if number(a, d) != number(b, d)), 17)


def array(x: np.ndarray[Any, Any], focus: tuple[int, ...] | None = None, digits: int = 6) -> str:
    """Write an array on one line, or the part of it around one entry.

    Args:
        x: The array; its numbers are shown, not its dtype.
        focus: The index that must be seen.
        digits: Significant digits.

    Returns:
        The text, such as `[1.0, 2.0]`, `[…, 3.0, 4.0, …]` or `[2, :] [5.0, 6.0]`.
    """
    if x.ndim == 0:
        return number(x, digits)
    if x.size == 0:
        return f"[] of shape {x.shape}"
    if x.ndim > 1 and (x.size > 2 * SHOWN_ENTRIES or len(x) > SHOWN_ROWS):
        row = focus[:-1] if focus is not None else (0,) * (x.ndim - 1)
        inside = array(x[row], None if focus is None else focus[-1:], digits)
        return f"[{', '.join(map(str, row))}, :]  {inside}"
    if x.ndim > 1:
        return clipped("[" + ", ".join(array(y, None, digits) for y in x) + "]")
    first = 0
    if len(x) > SHOWN_ENTRIES and focus is not None:
        first = min(max(0, focus[0] - 2), len(x) - SHOWN_ENTRIES)
    shown = [number(y, digits) for y in x[first : first + SHOWN_ENTRIES]]
    if first:
        shown.insert(0, "…")
    if first + SHOWN_ENTRIES < len(x):
        shown.append("…")
    return clipped("[" + ", ".join(shown) + "]")


def clipped(text: str, limit: int = LINE_CHARS) -> str:
    """Shorten a text to one line.

    Args:
        text: Any text.
        limit: Characters of the result at most.

    Returns:
        The text with every run of blanks made one.
    """
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def index(position: tuple[int, ...]) -> str:
    """Write an index as code: `[2, 0]`.

    Args:
        position: The index.

    Returns:
        The text; empty for the only entry of a scalar.
    """
    return f"[{', '.join(str(int(i)) for i in position)}]" if position else ""


def kind(x: Any) -> str:
    """Say with article what sort of thing a value is: "a list of 3", "an array of shape (2,)", "None".

    Args:
        x: Any value.

    Returns:
        The words.
    """
    if x is None:
        return "None"
    if isinstance(x, jax.core.Tracer):
        return f"a tracer ({x.dtype}{list(x.shape)})"
    if isinstance(x, bool | int | float | complex) and not isinstance(x, np.generic):
        return f"the {'bool' if isinstance(x, bool) else type(x).__name__} {number(x)}"
    if isinstance(x, str | bytes):
        return clipped(f"the {'string' if isinstance(x, str) else 'bytes'} {x!r}", 40)
    if isinstance(x, np.ndarray) and x.dtype == object:
        return f"a NumPy array of objects of shape {x.shape}"
    if is_array(x):
        what = "key" if is_key(x) else "number"
        return f"a {what}" if x.ndim == 0 else f"an array of {what}s of shape {x.shape}"
    if isinstance(x, dict):
        keys = ", ".join(map(repr, list(x)[:5])) + (", …" if len(x) > 5 else "")
        return clipped(f"{with_article(type(x).__name__)} with the keys {keys}" if x else "an empty dict")
    if isinstance(x, tuple | list):
        if hasattr(x, "_fields"):
            return f"the named tuple {type(x).__name__}"
        name = type(x).__name__
        return f"{with_article(name)} of {len(x)}" if len(x) else f"an empty {name}"
    if callable(x):
        return "a class" if isinstance(x, type) else "a function"
    return with_article(type(x).__name__)


def with_article(noun: str) -> str:
    """Put "a" or "an" before a noun.

    Args:
        noun: The noun.

    Returns:
        Both.
    """
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def is_array(x: Any) -> bool:
    """Tell whether a value has a shape and a dtype: an array of JAX or NumPy, a NumPy scalar, or their like.

    Args:
        x: Any value.

    Returns:
        Whether it is one.
    """
    return isinstance(x, jax.Array | np.ndarray | np.generic | jax.ShapeDtypeStruct)


def is_key(x: Any) -> bool:
    """Tell whether a value is an array of typed PRNG keys.

    Args:
        x: Any value.

    Returns:
        Whether it is one.
    """
    return isinstance(x, jax.Array | jax.ShapeDtypeStruct) and jnp.issubdtype(x.dtype, jax.dtypes.prng_key)
