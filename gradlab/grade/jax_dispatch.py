"""How programs come to `jax_executables`: what calls of jitted functions, and loops that are run eagerly, are answered with.

As with `jax_internals`, a new version of jax is a change here. Both sides import this file. It starts no backend before a program
runs.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
from jax._src import array, dispatch

from gradlab.grade import jax_internals, jax_modules, jax_skeletons
from gradlab.grade.jax_exact import Exact
from gradlab.grade.jax_executables import Executables, pjit
from gradlab.grade.jax_skeletons import Indescribable

LOOPS = frozenset({"scan", "while", "cond"})
"""Operations that jax traces again whenever they are run outside of jit; described by their parameters, they are not."""
_LIBRARY = os.path.dirname(jax.__file__) + os.sep
_NUMBERS = frozenset((*jax_internals.TYPED_NUMBERS, jax_internals.TYPED_ARRAY))


class _Again:
    """What jax takes for a profiler that wants a program compiled anew: it forgets how a call was answered and asks at the next.

    Else, without a compiled program at the first call, it would ask at every call for ever, at twenty times the cost. What was
    forgotten counts as never compiled (`_cache_size`).
    """

    is_enabled = staticmethod(lambda: True)
    is_fdo_consumed = staticmethod(lambda: False)


_AGAIN = _Again()


def compiling_s() -> float:
    """Return the processor time that this process has spent on compiling and loading programs, in seconds."""
    table = getattr(pjit._pjit_call_impl_python, "executables", None)
    return jax_modules.compiling_s() + (0.0 if table is None else table.spent_s)


def share(
    limit: int, folder: Path | None = None, *, writes: bool = False, modules: int | None = None
) -> None:
    """Let this process compile programs of one skeleton once.

    Args:
        limit: executables that are kept in memory.
        folder: holds what is compiled already.
        writes: whether to add to the folder.
        modules: of those that are known by their text alone, how many are kept; `limit` if None.
    """
    if hasattr(pjit._pjit_call_impl_python, "executables"):
        return
    jax_modules.share_executables(limit if modules is None else modules)
    table = Executables(limit, folder, writes=writes)
    compiled_by_jax = pjit._pjit_call_impl_python
    callable_by_jax: Callable[..., Callable[..., Any]] = dispatch.xla_primitive_callable

    def call(*args: Any, jaxpr: Any, **params: Any) -> Any:
        try:
            if not (table.serves() and _is_usual(params)) or any(map(_is_committed, (*args, *jaxpr.consts))):
                raise Indescribable
            skeleton = jax_skeletons.of_program(jaxpr)
            everything = [*jaxpr.consts, *args]
            results, executable, floats = table.run(
                skeleton, lambda: jaxpr, everything, compiles=not _is_of_jax(jaxpr)
            )
        except Indescribable:
            return compiled_by_jax(*args, jaxpr=jaxpr, **params)
        return results, executable, _AGAIN if type(executable) is Exact else None, [*floats, *jaxpr.consts]

    def operation(primitive: Any, **params: Any) -> Callable[..., Any]:
        if primitive.name not in LOOPS:
            return callable_by_jax(primitive, **params)

        def run(*args: Any) -> Any:
            try:
                if not table.serves() or not all(map(_is_free, args)):
                    raise Indescribable
                avals = list(map(jax_internals.core.typeof, args))
                skeleton = jax_skeletons.of_operation(primitive, avals, params)
                return table.run(skeleton, lambda: jax_skeletons.program_of(primitive, avals, params), args)[
                    0
                ]
            except Indescribable:
                return callable_by_jax(primitive, **params)(*args)

        return run

    call.executables = table  # type: ignore[attr-defined]
    pjit._pjit_call_impl_python = call
    dispatch.xla_primitive_callable = operation


def _is_of_jax(program: Any) -> bool:
    """Tell whether the function is one of the library's: of others a notebook may ask how often they were compiled."""
    return str(getattr(program.jaxpr.debug_info, "func_filename", "")).startswith(_LIBRARY)


def _is_usual(params: dict[str, Any]) -> bool:
    """Tell whether a program is called as `jax.jit` alone calls it: no shardings, layouts, donations or options."""
    return (
        not any(params["donated_invars"])
        and not params["compiler_options_kvs"]
        and all(map(jax_internals.is_unspecified, (*params["in_shardings"], *params["out_shardings"])))
        and not any(x is not None for x in (*params["in_layouts"], *params["out_layouts"]))
        and params["ctx_mesh"].empty
    )


def _is_committed(x: Any) -> bool:
    """Tell whether an argument was put on a device by the program's author; then its results stay there too."""
    return type(x) is array.ArrayImpl and x._committed


def _is_free(x: Any) -> bool:
    """Tell whether an operand is a value of a type that is known, on no device in particular."""
    return not x._committed if type(x) is array.ArrayImpl else type(x) in _NUMBERS
