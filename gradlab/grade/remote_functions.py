"""Functions of a test's that travel to the student: how they are pickled, and the counters they carry.

A function goes by value. What it refers to of jax, of the student's or of the judge's counters goes beside the pickle
as references. Containers that test functions change (`n[0] += 1`, `seen.append(x)`) are found here and shared as
`remote_containers` says. Trusted side; the judge pickles, it never unpickles.
"""

from __future__ import annotations

import ast
import dis
import functools
import io
import types
from collections.abc import Callable, Iterator
from typing import Any

import cloudpickle
import jax

_MUTATORS = frozenset(
    str.split(
        "append add update extend insert pop setdefault clear remove discard appendleft popleft popitem"
    )
)


def mutated(tree: ast.Module) -> frozenset[str]:
    """Find the names of containers that functions in a test cell change.

    Args:
        tree: the cell.
    """
    found: set[str] = set()
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.Lambda):
            found.update(filter(None, map(_mutated_name, ast.walk(function))))
    return frozenset(found)


def names_in_classes(tree: ast.Module) -> frozenset[str]:
    """Find the names that class definitions of a test cell mention.

    Args:
        tree: the cell.
    """
    classes = (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    return frozenset(n.id for c in classes for n in ast.walk(c) if isinstance(n, ast.Name))


def _mutated_name(node: ast.AST) -> str | None:
    target: ast.expr | None = None
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        target = node.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _MUTATORS:
        target = node.func.value
    return target.id if isinstance(target, ast.Name) else None


def is_counted(x: Any) -> bool:
    """Tell whether an object is a counted function of `gradlab.check`, which stays in the judge."""
    return getattr(type(x), "__gradlab_counted__", False) is True


def is_reference(x: Any) -> bool:
    """Tell whether an object is, or belongs to, something of the student's."""
    return getattr(type(x), "__gradlab_remote__", False) is True or (
        isinstance(x, type) and "__gradlab_remote__" in vars(x)
    )


def pickled(function: Any, is_shared: Callable[[Any], bool]) -> tuple[bytes, list[Any]]:
    """Pickle a function by value.

    Args:
        function: the function.
        is_shared: tells whether an object is a shared container.

    Returns:
        The pickle, and the objects it refers to by their place in this list.

    Raises:
        TypeError: something in the function cannot be sent, or it rebinds a name outside itself.
    """
    references: list[Any] = []
    places: dict[int, int] = {}

    class Pickler(cloudpickle.Pickler):  # type: ignore[misc]
        def persistent_id(self, x: Any) -> int | None:
            if not (isinstance(x, jax.Array) or is_reference(x) or is_counted(x) or is_shared(x)):
                return None
            if id(x) not in places:
                places[id(x)] = len(references)
                references.append(x)
            return places[id(x)]

        def reducer_override(self, x: Any) -> Any:
            if isinstance(x, jax.custom_vjp | jax.custom_jvp):
                if x.__module__ != "__main__":
                    return x.__name__  # type: ignore[union-attr]
                return (object.__new__, (type(x),), vars(x), None, None, _fill)
            if isinstance(x, types.FunctionType) and x.__module__ in ("__main__", None):
                _refuse_rebinding(x)
            return super().reducer_override(x)

    buffer = io.BytesIO()
    try:
        Pickler(buffer).dump(function)
    except _Rebinds:
        raise
    except Exception as error:
        raise TypeError(
            f"this function of the test's cannot be sent to the student's process: {error}"
        ) from None
    return buffer.getvalue(), references


def _fill(x: Any, attributes: dict[str, Any]) -> None:
    x.__dict__.update(attributes)


class _Rebinds(TypeError):
    """A function of the test's assigns to a name outside itself."""


def _refuse_rebinding(function: types.FunctionType) -> None:
    code = function.__code__
    for instruction in dis.get_instructions(code):
        rebinds = instruction.opname == "STORE_GLOBAL" or (
            instruction.opname == "STORE_DEREF" and instruction.argval in code.co_freevars
        )
        if rebinds:
            raise _Rebinds(
                f"{function.__name__} rebinds {instruction.argval!r}, and would do so in the student's process: "
                "count with check.counted, or change a list, as in n[0] += 1"
            )


def names_of(code: types.CodeType) -> set[str]:
    """Return the global names a function and those inside it mention."""
    found = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            found |= names_of(constant)
    return found


def _contents(cell: types.CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:
        return None


def captured(function: Any, names: frozenset[str], seen: set[int] | None = None) -> Iterator[Any]:
    """Find the containers that a test's function may change.

    Args:
        function: what is sent to the student.
        names: the names of containers that functions of the cell change.
        seen: objects looked at already.

    Yields:
        Lists, dicts, sets, and instances of classes of the test's.
    """
    seen = set() if seen is None else seen
    if id(function) in seen or is_reference(function):
        return
    seen.add(id(function))
    if isinstance(function, types.FunctionType):
        yield from _captured_by_function(function, names, seen)
    elif isinstance(function, functools.partial):
        for part in (function.func, *function.args, *function.keywords.values()):
            yield from captured(part, names, seen)
    elif isinstance(function, types.MethodType):
        yield from captured(function.__self__, names, seen)
    elif isinstance(function, jax.custom_vjp | jax.custom_jvp):
        for part in vars(function).values():
            yield from captured(part, names, seen)
    elif is_counted(function):
        return
    elif hasattr(function, "__wrapped__"):
        yield from captured(function.__wrapped__, names, seen)
    elif (
        type(function).__module__ == "__main__"
        and hasattr(function, "__dict__")
        and not isinstance(function, type)
    ):
        yield function


def _captured_by_function(
    function: types.FunctionType, names: frozenset[str], seen: set[int]
) -> Iterator[Any]:
    if function.__module__ not in ("__main__", None):
        return
    cells = map(_contents, function.__closure__ or ())
    values = dict(zip(function.__code__.co_freevars, cells, strict=False))
    scope = function.__globals__
    for name in names_of(function.__code__):
        fetch = getattr(type(scope), "__missing__", None)
        if name not in scope and fetch is not None:
            # cloudpickle looks with `in`, which does not fetch.
            try:
                fetch(scope, name)
            except KeyError:
                continue
        if name in scope:
            values.setdefault(name, scope[name])
    for name, value in values.items():
        if type(value) in (list, dict, set):
            if name in names:
                yield value
        elif not isinstance(value, type | types.ModuleType):
            yield from captured(value, names, seen)
