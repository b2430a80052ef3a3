"""Evaluates a case's expressions and describes their values so that two runs can be compared."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterator
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from remote_cases import PRELUDE, Case

from gradlab.grade.remote import StudentLost


class Raised:
    """What an expression raised."""

    def __init__(self, error: BaseException) -> None:
        self.error = error


def attempt(function: Any) -> Any:
    """Call a function; return its result or what it raised."""
    try:
        return function()
    except (Exception, StudentLost) as error:
        return Raised(error)


def values(test: str, scope: dict[str, Any]) -> Iterator[Any]:
    """Run a test cell and yield the value of each of its expressions, and what its blocks put into `shown`."""
    shown: list[Any] = []
    scope["T"] = attempt
    for node in ast.parse(test).body:
        if isinstance(node, ast.Expr):
            code = compile(ast.Expression(node.value), "test", "eval")
            value = attempt(lambda code=code: eval(code, scope))
            starred = isinstance(node.value, ast.Tuple) and isinstance(node.value.elts[0], ast.Starred)
            yield from value if starred and not isinstance(value, Raised) else [value]
        else:
            scope["shown"] = shown
            exec(compile(ast.Module([node], []), "test", "exec"), scope)
            shown = scope["shown"]
            yield from shown
            shown.clear()


def described(x: Any, depth: int = 0) -> Any:
    """Describe a value so that two descriptions can be compared: kind, dtype, weak type, structure, content."""
    if depth > 6:
        return "..."
    if isinstance(x, Raised):
        return "raised", type(x.error).__name__, " ".join(str(x.error).split())[:300]
    if isinstance(x, jax.ShapeDtypeStruct):
        return "shape", str(x.dtype), x.shape, getattr(x, "weak_type", False)
    if isinstance(x, jax.core.Tracer):
        return ("tracer",)
    if isinstance(x, jax.Array):
        return _array(x)
    if isinstance(x, np.ndarray):
        return ("float0", x.shape) if x.dtype == jax.dtypes.float0 else ("numpy", str(x.dtype), x.shape, x)
    if isinstance(x, np.generic):
        return "scalar", str(x.dtype), x
    if isinstance(x, int | float) and not isinstance(x, bool):
        return type(x).__name__, x
    if x is None or x is ... or isinstance(x, bool | str | bytes | slice | range | complex):
        return type(x).__name__, str(x)
    if isinstance(x, set | frozenset):
        return type(x).__name__, sorted(map(str, x))
    if isinstance(x, tuple) and hasattr(x, "_fields"):
        return "record", type(x).__name__, x._fields, [described(i, depth + 1) for i in x]
    if type(x) in (list, tuple):
        return type(x).__name__, [described(i, depth + 1) for i in x]
    if type(x) is dict:
        return "dict", [(str(k), described(v, depth + 1)) for k, v in x.items()]
    if isinstance(x, np.dtype | type) or type(x).__name__ == "_ScalarMeta":
        return "type", str(x)
    if isinstance(x, jax.tree_util.PyTreeDef):
        return "structure", x.num_leaves
    return _object(x, depth)


def _array(x: Any) -> Any:
    if x.is_deleted():
        return ("deleted",)
    if jnp.issubdtype(x.dtype, jax.dtypes.prng_key):
        return "key", str(x.dtype), x.shape, np.asarray(jax.random.key_data(x)).tolist()
    return "jax", str(x.dtype), x.shape, bool(x.weak_type), np.asarray(x)


def _object(x: Any, depth: int) -> Any:
    if type(x).__name__ == "Remote":
        return ("object",)
    with contextlib.suppress(Exception):
        level = jax.tree_util.default_registry.flatten_one_level(x)
        if level is not None:
            return "node", type(x).__name__, [described(i, depth + 1) for i in level[0]]
    return ("callable",) if callable(x) else ("object",)


def same(a: Any, b: Any) -> bool:
    """Compare two descriptions; floats to a few units in the last place, exceptions by class."""
    if isinstance(a, np.generic) and isinstance(b, np.generic):
        return same(np.asarray(a), np.asarray(b))
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        if a.shape != b.shape or a.dtype != b.dtype:
            return False
        if a.dtype.kind in "fcV" or "float" in str(a.dtype):
            with contextlib.suppress(TypeError, ValueError):
                wide = a.astype("complex128"), b.astype("complex128")
                return bool(np.allclose(*wide, rtol=2e-5, atol=1e-6, equal_nan=True))
            return True
        return bool((a == b).all())
    if isinstance(a, float) and isinstance(b, float):
        return a == b or abs(a - b) <= 2e-5 * max(1, abs(a)) or (a != a and b != b)
    if isinstance(a, list | tuple) and type(a) is type(b):
        if a[:1] == ("raised",) and b[:1] == ("raised",):
            return bool(a[1] == b[1])
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    return type(a) is type(b) and bool(a == b)


def local(case: Case) -> list[Any]:
    """Evaluate a case in one process."""
    scope: dict[str, Any] = {"__name__": "__main__"}
    exec(PRELUDE, scope)
    exec(compile(case.student, "student", "exec"), scope)
    return list(map(described, values(case.test, scope)))
