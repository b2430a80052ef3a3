"""`jax.make_jaxpr` over a student's function: refused, because one equation would stand for all of their code.

Trusted side.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jax

from gradlab.grade.remote_primitive import linear_p, pullback_p, student_p


class JaxprRefused(NotImplementedError):
    """Somebody asked for the jaxpr of a student's function; it is not here."""

    __gradlab_outcome__ = "error"


def _equations(jaxpr: Any) -> Iterator[Any]:
    for equation in jaxpr.eqns:
        yield equation
        for value in jax.tree.leaves(
            list(equation.params.values()), is_leaf=lambda x: hasattr(x, "eqns") or hasattr(x, "jaxpr")
        ):
            inner = getattr(value, "jaxpr", value)
            if hasattr(inner, "eqns"):
                yield from _equations(inner)


def guard_make_jaxpr() -> None:
    """Let `jax.make_jaxpr` refuse functions that call a student's: one equation would stand for all their code.

    Patches jax for this process; the first `Student` does it, so only judges have it.
    """
    make_jaxpr: Any = jax.make_jaxpr
    if getattr(make_jaxpr, "_gradlab_guard", False):
        return

    def guarded(fun: Any, *args: Any, **kwargs: Any) -> Any:
        make = make_jaxpr(fun, *args, **kwargs)

        def checked(*operands: Any, **named: Any) -> Any:
            made = make(*operands, **named)
            closed: Any = made[0] if isinstance(made, tuple) else made
            if any(e.primitive in (student_p, linear_p, pullback_p) for e in _equations(closed.jaxpr)):
                raise JaxprRefused(
                    "the jaxpr of a student's function is not available in the judge: use check.program(f, *args)"
                )
            return made

        return checked

    guarded._gradlab_guard = True  # type: ignore[attr-defined]
    jax.make_jaxpr = guarded
