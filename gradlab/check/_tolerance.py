"""Numbers as they are compared: their dtype as JAX sees it, and how far apart two may be.

The tolerances are here, with the reason for each. It words no message. Everything in `gradlab.check` may import it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from gradlab.check import _show
from gradlab.check._tree import Spelled, is_number

Array = np.ndarray[Any, Any]


class Tolerance(NamedTuple):
    """Two numbers agree if |yours - expected| <= atol + rtol * |expected|."""

    rtol: float
    atol: float


TOLERANCES = {
    "float64": Tolerance(1e-8, 1e-10),
    "float32": Tolerance(1e-4, 1e-5),
    "float16": Tolerance(1e-2, 1e-3),
    "bfloat16": Tolerance(3e-2, 1e-2),
    "float8": Tolerance(3e-1, 1e-1),
}
"""Default tolerances by the less precise of the two dtypes; complex numbers use their parts' dtype.

The relative ones lie between eps ** 0.5 and eps ** 0.7: a correct answer reached by another formula (a price, a
chain of exp and log, a sum of 10,000 terms), or compiled with other optimisations, loses two to three of the
seven digits of float32, while misconceptions are off in the first or second. An answer that is nearly right by a
wrong method (a good central difference, a solver stopped early) can be within them: then give rtol.
`jax.test_util` compares float32 within 1e-6, float16 within 1e-3 and bfloat16 within 1e-2, for one primitive;
`torch.testing.assert_close` has atol 1e-5 for float32, which is taken over here, so that a derivative that is
zero on paper may be rounding noise. Integers and bools must be equal.
"""


def tolerance(yours: Any, expected: Any, rtol: float | None = None, atol: float | None = None) -> Tolerance:
    """Choose the tolerance for two leaves.

    Args:
        yours: A number or an array of numbers.
        expected: Another.
        rtol: The relative tolerance, if it is fixed.
        atol: The absolute one, if it is fixed.

    Returns:
        Both tolerances; zero for integers.
    """
    names = [name for name in (_precision(dtype_of(x)) for x in (yours, expected)) if name]
    least = max((TOLERANCES[name] for name in names), default=Tolerance(0.0, 0.0))
    return Tolerance(least.rtol if rtol is None else rtol, least.atol if atol is None else atol)


def dtype_of(x: Any) -> Any:
    """Give the dtype that a number has, or would have once JAX takes it.

    Args:
        x: A Python number, or an array of NumPy or JAX.

    Returns:
        The dtype: that of a JAX array as it is, others in JAX's canonical width.
    """
    if isinstance(x, Spelled):
        x = x.array
    if isinstance(x, jax.Array | jax.ShapeDtypeStruct) or (
        _show.is_array(x) and x.dtype == jax.dtypes.float0
    ):
        return x.dtype  # an extended dtype, of keys, is no np.dtype
    plain = np.asarray(x).dtype
    if plain.kind == "O":  # a Python integer beyond 64 bits
        return np.dtype(np.int64)
    return np.dtype(jax.dtypes.canonicalize_dtype(plain))


def numbers(x: Any) -> Array:
    """Turn a leaf into a NumPy array of bool, int, float64 or complex128 values.

    Args:
        x: A number or an array of numbers.

    Returns:
        The array.
    """
    a = np.asarray(x.array if isinstance(x, Spelled) else x)
    if a.dtype.kind in "biuO":
        return a
    if a.dtype == jax.dtypes.float0:
        return np.zeros(a.shape)
    if jnp.issubdtype(a.dtype, np.integer):
        return a.astype(np.int64)
    return a.astype(np.complex128 if a.dtype.kind == "c" else np.float64)


def agree(yours: Array, expected: Array, limit: Tolerance) -> Array:
    """Compare numbers entry by entry; equal infinities and NaN in the same place agree.

    Args:
        yours: Numbers.
        expected: Numbers of the same shape.
        limit: How far apart they may be; integers and bools must be equal when it is zero.

    Returns:
        An array of bools.
    """
    exact = np.asarray(yours == expected)
    if limit == (0.0, 0.0):
        return exact
    with np.errstate(all="ignore"):
        a, e = widened(yours), widened(expected)
        near = np.abs(a - e) <= limit.atol + limit.rtol * np.abs(e)
        return np.asarray(exact | (near & np.isfinite(e)) | (np.isnan(a) & np.isnan(e)))


def widened(x: Array) -> Array:
    """Make integers and bools floats.

    Args:
        x: What `numbers` gives.

    Returns:
        An array of float64 or complex128.
    """
    return x if x.dtype.kind in "fc" else x.astype(np.float64)


def as_arrays(tree: Any) -> Any:
    """Make JAX arrays of the numbers in a tree; everything else stays.

    Args:
        tree: Any tree.

    Returns:
        The tree.
    """
    return jax.tree.map(lambda x: jnp.asarray(x) if is_number(x) else x, tree)


def _precision(dtype: Any) -> str:
    if dtype.kind == "c":
        return "float32" if dtype == np.complex64 else "float64"
    if dtype == jax.dtypes.float0 or not jnp.issubdtype(dtype, np.floating):
        return ""
    name = str(dtype)
    return name if name in TOLERANCES else "float8"
