"""What is inside a student's object: its children, tracers it holds, its content before and after a call.

Imported by the student's process only.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Iterator
from typing import Any

import jax
import numpy as np

from gradlab.grade.wire_values import Tracer


def children(x: Any) -> list[Any] | None:
    """Return one level of a tree node, None for a leaf."""
    found = jax.tree.leaves(x, is_leaf=lambda y: y is not x)
    return None if len(found) == 1 and found[0] is x else found


def holds_tracer(x: Any, seen: dict[int, Any] | None = None) -> bool:
    """Tell whether a tracer can be reached from an object through closures, containers and attributes."""
    seen = {} if seen is None else seen
    if id(x) in seen or len(seen) > 2000:
        return False
    seen[id(x)] = x
    if isinstance(x, Tracer):
        return True
    if isinstance(x, type | types.ModuleType | str | int | float | np.ndarray | jax.Array):
        return False
    return any(holds_tracer(part, seen) for part in _parts(x))


def _parts(x: Any) -> Iterator[Any]:
    if isinstance(x, types.FunctionType):
        for cell in x.__closure__ or ():
            try:
                yield cell.cell_contents
            except ValueError:
                continue
        yield from x.__defaults__ or ()
        yield from (x.__kwdefaults__ or {}).values()
    elif isinstance(x, functools.partial):
        yield from (x.func, *x.args, *x.keywords.values())
    elif isinstance(x, types.MethodType):
        yield x.__self__
    elif isinstance(x, dict):
        yield from x.values()
    elif isinstance(x, list | tuple | set):
        yield from x
    else:
        yield getattr(x, "__wrapped__", None)
        yield from getattr(x, "__dict__", {}).values()


def snapshot(x: Any) -> Any:
    """Remember the content of a mutable object, to see later whether it has changed."""
    if isinstance(x, jax.Array):
        return None if isinstance(x, Tracer) else x.is_deleted()
    if isinstance(x, list):
        return [(id(item), item) for item in x]
    if isinstance(x, dict):
        return [(key, id(item), item) for key, item in x.items()]
    if isinstance(x, set):
        return sorted(map(hash, x))
    if isinstance(x, np.ndarray):
        return x.tobytes()
    inner = children(x)
    return [(id(item), item) for item in (inner if inner is not None else vars(x).values())]


def changed(before: Any, x: Any) -> bool:
    """Tell whether an object's content differs from a snapshot of it."""
    after = snapshot(x)
    if not isinstance(before, list) or not isinstance(after, list):
        return bool(before != after)
    # The items themselves are held only so that their ids stay theirs; they are never compared.
    return [item[:-1] if isinstance(item, tuple) else item for item in before] != [
        item[:-1] if isinstance(item, tuple) else item for item in after
    ]
