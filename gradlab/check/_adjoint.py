"""Forward against reverse mode: the adjoint identity.

The public page imports this.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import numpy as np

from gradlab.check import _show
from gradlab.check._directions import derivative_tolerance, dot, flattened, must_vary, normal, taken
from gradlab.check._failure import expression, failure

SEED = 20172


def adjoint(f: Callable[..., Any], *args: Any, hint: str | None = None) -> None:
    """Check that forward and reverse mode agree: <J v, w> equals <v, Jᵀ w> for random v and w.

    Args:
        f: The function; it may return a tree.
        args: Where to differentiate; integers stay as they are.
        hint: What to say if they disagree.

    Raises:
        CheckError: They disagree, or one of the modes fails.
        ValueError: No argument is a floating-point number.
    """
    __tracebackhide__ = True
    subject = expression("adjoint", 0, "f")
    flat = flattened(f, args)
    random = np.random.default_rng(SEED)
    outputs = flat.call(*flat.primals)
    tangents = [normal(random, x) for x in flat.primals]
    cotangents = [normal(random, y) for y in outputs]
    must_vary("adjoint", subject, outputs)
    forward = taken("adjoint", subject, "fwd", hint, lambda: jax.jvp(flat.call, flat.primals, tangents)[1])
    pulled = taken("adjoint", subject, "rev", hint, lambda: jax.vjp(flat.call, *flat.primals)[1](cotangents))
    left, right = dot(forward, cotangents), dot(tangents, pulled)
    size = sum(float(np.abs(dot([x], [y]))) for x, y in zip(forward, cotangents, strict=True))
    limit = derivative_tolerance([*flat.primals, *outputs])
    if not abs(left - right) <= limit.rtol * max(abs(left), abs(right), 0.1 * size) + 1e-6:
        raise failure(
            "adjoint",
            f"forward and reverse mode of {subject} disagree",
            f"<J v, w>   {_show.number(left)}     (v a random tangent, w a random cotangent)",
            f"<v, Jᵀ w>  {_show.number(right)}",
            hint=hint or "one of the two derivative rules is wrong",
        )
