"""The structure of two trees, side by side: containers, keys, lengths and the kinds of their leaves.

It pairs the leaves of what the student returned with those of what was expected, and says where the
containers differ. Shapes, dtypes and values of the paired leaves are compared in `_leaf`. Everything in
`gradlab.check` may import it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.tree_util import keystr, tree_flatten_with_path

from gradlab.check import _show

RETURN_HINT = "the function returns None: is a `return` missing?"
CALL_HINT = "this is a function, not its value: call it, or return what it gives"
LIST_HINT = "that is a Python list: make it an array with jnp.array or jnp.stack"
TREE_HINT = "give back the same containers and keys as the specification"
ONE_TUPLE_HINT = "a tuple of one entry (a pullback gives one entry per input): take [0]"
TRACER_HINT = (
    "a tracer lives only while JAX traces: return what you need instead of storing it in a list or global"
)


class Mismatch(Exception):
    """The first difference of two trees, in words that follow the name of the place."""

    def __init__(
        self, path: str, predicate: str, *lines: str, hint: str = "", pair: tuple[Any, Any] | None = None
    ) -> None:
        super().__init__(predicate)
        self.path = path
        self.predicate = predicate
        self.lines = lines
        self.hint = hint
        self.pair = pair


class Pair(NamedTuple):
    """A leaf of the student's tree and the leaf expected in its place."""

    path: str
    yours: Any
    expected: Any


class Spelled(NamedTuple):
    """Numbers spelled out as a Python list where an array is meant: they fix shape, kind and values."""

    array: np.ndarray[Any, Any]


def pairs(yours: Any, expected: Any, path: str = "") -> Iterator[Pair]:
    """Walk two trees and pair their leaves. None, strings and unregistered objects are leaves.

    Args:
        yours: What the student returned.
        expected: What it should look like.
        path: The key path to both, as code.

    Yields:
        The pairs, in the order of the leaves.

    Raises:
        Mismatch: The containers differ, or one is a leaf and the other is not.
    """
    if isinstance(expected, list) and is_number(yours) and np.ndim(yours) and _spelled(expected):
        expected = Spelled(np.asarray(expected))
    if is_leaf(expected) or isinstance(expected, Spelled):
        if not is_leaf(yours):
            raise _container_for_leaf(yours, expected, path)
        _same_kind(yours, expected, path)
        yield Pair(path, yours, expected)
        return
    if is_leaf(yours):
        wanted = f"expected {_show.kind(expected)}"
        raise Mismatch(path, f"is {_show.kind(yours)}, {wanted}", hint=_leaf_hint(yours, TREE_HINT))
    ours, theirs = _children(yours, path), _children(expected, path)
    if ours.treedef != theirs.treedef:
        raise _containers(yours, expected, path)
    for (key, mine), (_, wanted_child) in zip(ours.children, theirs.children, strict=True):
        yield from pairs(mine, wanted_child, path + keystr(key))


def is_leaf(x: Any) -> bool:
    """Tell whether JAX sees a value as a leaf; None counts as one here.

    Args:
        x: Any value.

    Returns:
        Whether it is a leaf.
    """
    return x is None or jax.tree_util.all_leaves([x])


def is_number(x: Any) -> bool:
    """Tell whether a value is a number or an array of numbers (not of keys, not of objects).

    Args:
        x: Any value.

    Returns:
        Whether it is one.
    """
    if isinstance(x, bool | int | float | complex | Spelled):
        return True
    if not _show.is_array(x) or _show.is_key(x) or isinstance(x, jax.core.Tracer):
        return False
    return x.dtype == jax.dtypes.float0 or x.dtype.kind not in "OUSVMm" or _is_extended_number(x.dtype)


def place(subject: str, path: str) -> str:
    """Name a leaf: the checked expression followed by its key path.

    Args:
        subject: The expression in backticks, or words for it.
        path: The key path, as code.

    Returns:
        Such as "`power_scan(1.5, 4)[1]`".
    """
    if not path:
        return subject
    if not subject.startswith("`") or "…" in subject:
        return f"{subject} at {path}"
    text = subject[1:-1]
    try:
        simple = isinstance(
            ast.parse(text, mode="eval").body,
            ast.Name | ast.Call | ast.Attribute | ast.Subscript | ast.List | ast.Tuple | ast.Dict,
        )
    except SyntaxError:
        simple = False
    return f"`{text}{path}`" if simple else f"`({text}){path}`"


class _Level(NamedTuple):
    children: list[tuple[Any, Any]]
    treedef: Any


def _children(x: Any, path: str) -> _Level:
    """Take one level of a tree apart."""
    try:
        children, treedef = tree_flatten_with_path(x, is_leaf=lambda y: y is not x)
    except ValueError as error:
        raise Mismatch(path, f"is {_show.kind(x)} whose keys cannot be sorted: {error}") from None
    return _Level(children, treedef)


def _spelled(x: Any) -> bool:
    """Tell whether nested lists spell out a regular array of Python numbers."""
    flat = jax.tree.leaves(x, is_leaf=lambda y: y is None)
    if not flat or not all(isinstance(y, bool | int | float | complex) for y in flat):
        return False
    try:
        return np.asarray(x).dtype != object
    except ValueError:
        return False


def _is_extended_number(dtype: Any) -> bool:
    """Tell whether a dtype is one of JAX's own small floats and integers, whose NumPy kind is "V"."""
    return jnp.issubdtype(dtype, np.number)


def _same_kind(yours: Any, expected: Any, path: str) -> None:
    """Raise if a leaf is of another sort than the expected one: a function for a number, None, a string…"""
    if isinstance(yours, jax.core.Tracer):
        raise Mismatch(path, f"is {_show.kind(yours)}: it has no value", hint=TRACER_HINT)
    if is_number(yours) and is_number(expected):
        return
    wanted = _show.kind(expected.array if isinstance(expected, Spelled) else expected)
    sort = _sort(yours)
    if sort != _sort(expected):
        raise Mismatch(
            path, f"is {_show.kind(yours)}, expected {_wanted(expected, wanted)}", hint=_leaf_hint(yours)
        )
    if sort == "other" and type(yours) is not type(expected):
        raise Mismatch(path, f"is {_show.kind(yours)}, expected {wanted}")


def _wanted(expected: Any, wanted: str) -> str:
    if is_number(expected) and np.ndim(expected) == 0:
        return "a number"
    return wanted


def _sort(x: Any) -> str:
    if is_number(x):
        return "number"
    if _show.is_key(x):
        return "key"
    if x is None:
        return "none"
    if isinstance(x, str | bytes):
        return type(x).__name__
    return "function" if callable(x) else "other"


def _leaf_hint(yours: Any, otherwise: str = "") -> str:
    if yours is None:
        return RETURN_HINT
    if callable(yours):
        return CALL_HINT
    return otherwise


def _container_for_leaf(yours: Any, expected: Any, path: str) -> Mismatch:
    """Word that the student gave a container where a number or an array was wanted."""
    value = expected.array if isinstance(expected, Spelled) else expected
    wanted = _wanted(expected, _show.kind(value))
    hint = ""
    if isinstance(yours, list) and _spelled(yours):
        hint = LIST_HINT
    elif isinstance(yours, tuple) and len(yours) == 1:
        hint = ONE_TUPLE_HINT
    return Mismatch(path, f"is {_show.kind(yours)}, expected {wanted}", hint=hint, pair=(yours, value))


def _containers(yours: Any, expected: Any, path: str) -> Mismatch:
    """Word how two containers differ."""
    if type(yours) is not type(expected):
        words = f"is {_show.kind(yours)}, expected {_show.kind(expected)}"
        return Mismatch(path, words, hint=TREE_HINT)
    if isinstance(expected, dict):
        missing = [repr(k) for k in expected if k not in yours]
        extra = [repr(k) for k in yours if k not in expected]
        words = " and ".join(
            [f"lacks the key {', '.join(missing)}"] * bool(missing)
            + [f"has the unexpected key {', '.join(extra)}"] * bool(extra)
        )
        return Mismatch(path, _show.clipped(words) or "is another kind of dict", hint=TREE_HINT)
    if isinstance(expected, tuple | list):
        return Mismatch(path, f"has {len(yours)} entries, expected {len(expected)}", hint=TREE_HINT)
    name = type(expected).__name__
    return Mismatch(path, f"is {_show.with_article(name)} with other static fields than expected")
