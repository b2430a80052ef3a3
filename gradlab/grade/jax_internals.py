"""What the engine takes from inside jax, and the differences between jax 0.10 and 0.12, in one place.

jax promises nothing about `jax._src`: the versions are pinned, and a new one is a change here and nowhere else.
What concerns modules of StableHLO is `jax_modules`. Both sides import this file. It starts no backend.
"""

from __future__ import annotations

import contextlib
import enum
import functools
import importlib
import inspect
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import jax
import numpy as np
from jax._src import checkify as _checkify
from jax._src import config as _config
from jax._src import core, literals, source_info_util
from jax._src.array import ArrayImpl
from jax._src.dtypes import ExtendedDType, issubdtype
from jax._src.interpreters import ad as _ad
from jax._src.interpreters import batching, mlir
from jax._src.interpreters import partial_eval as pe
from jax._src.named_sharding import UNSPECIFIED, UnspecifiedValue
from jaxlib.mlir import ir
from jaxlib.mlir.dialects import func as func_dialect
from jaxlib.mlir.dialects import stablehlo

__all__ = [
    "SETTINGS",
    "TYPED_ARRAY",
    "TYPED_NUMBERS",
    "UNSPECIFIED",
    "ExtendedDType",
    "ad",
    "assert_checked",
    "batching",
    "checkify_errors",
    "closed",
    "core",
    "eager",
    "flat_groups",
    "func_dialect",
    "ir",
    "is_staged",
    "is_staging",
    "is_unspecified",
    "issubdtype",
    "key_dtype",
    "linearization",
    "mlir",
    "pe",
    "register_checks",
    "settings",
    "source_info_util",
    "stablehlo",
    "to_device",
    "under",
    "update_settings",
    "weakened",
    "with_more_constants",
]

ad: Any = _ad
"""Untyped in jax."""

TYPED_NUMBERS: tuple[type, ...] = (literals.TypedFloat, literals.TypedInt, literals.TypedComplex)
TYPED_ARRAY: type = literals.TypedNdArray

# ----------------------------------------------------------------------------------------------- configuration

SETTINGS: tuple[str, ...] = (
    "enable_x64",
    "debug_nans",
    "debug_infs",
    "numpy_rank_promotion",
    "numpy_dtype_promotion",
    "disable_jit",
    "debug_key_reuse",
    "check_tracer_leaks",
    "default_matmul_precision",
    "default_prng_impl",
)
"""The configuration that changes what a function answers; it goes with each request."""


def settings() -> tuple[Any, ...]:
    """Return the values of `SETTINGS` in force in this thread: bools, strings and None."""
    values = (getattr(_config, name).value for name in SETTINGS)
    return tuple(value.value if isinstance(value, enum.Enum) else value for value in values)


@contextlib.contextmanager
def under(values: Sequence[Any]) -> Iterator[None]:
    """Run a block under other values of `SETTINGS`."""
    with contextlib.ExitStack() as stack:
        for name, wanted, now in zip(SETTINGS, values, settings(), strict=True):
            if wanted != now:
                stack.enter_context(getattr(_config, name)(wanted))
        yield


def update_settings(values: Sequence[Any]) -> None:
    """Set `SETTINGS` for the whole process."""
    for name, wanted, now in zip(SETTINGS, values, settings(), strict=True):
        if wanted != now:
            jax.config.update("jax_" + name, wanted)  # type: ignore[no-untyped-call]


# ------------------------------------------------------------------------------------------------------- values


def eager() -> contextlib.AbstractContextManager[Any]:
    """Compute values inside the block, also while something is being traced around it."""
    return core.eval_context()


def to_device(array: np.ndarray[Any, Any]) -> jax.Array:
    """Copy a NumPy array to a jax array of exactly its dtype, 64 bits included, without compiling anything."""
    with eager():
        if array.dtype.itemsize >= 8 and array.dtype.kind in "fiuc" and not _config.enable_x64.value:
            with _config.enable_x64(True):
                made: jax.Array = jax.device_put(array)
        else:
            made = jax.device_put(array)
    return made


def weakened(array: jax.Array) -> jax.Array:
    """Return the same array with a weak type; no compilation, so that counters of compilations stay right."""
    inner: Any = array
    return ArrayImpl(
        inner.aval.update(weak_type=True), inner.sharding, inner._arrays, committed=inner._committed
    )


@functools.cache
def key_dtype(implementation: str) -> Any:
    """Return the dtype of key arrays of an implementation.

    Raises:
        ValueError: jax knows no such implementation.
    """
    with eager():
        return jax.eval_shape(lambda: jax.random.key(0, impl=implementation)).dtype


# ------------------------------------------------------------------------------------------------------ tracing


def is_staging() -> bool:
    """Tell whether a program is being built around this call (jit, scan, make_jaxpr)."""
    trace: Any = core.trace_ctx.trace
    while trace is not None and not isinstance(trace, pe.DynamicJaxprTrace):
        trace = getattr(trace, "parent_trace", None)
    return trace is not None


def is_staged(x: Any) -> bool:
    """Tell whether a tracer ends in a program being built, rather than in a value."""
    while isinstance(x, core.Tracer):
        if isinstance(x, batching.BatchTracer):
            x = x.val
        elif isinstance(x, ad.LinearizeTracer):
            x = x.primal
        elif isinstance(x, ad.JVPTracer):
            return is_staged(x.primal) or is_staged(x.tangent)
        else:
            return True
    return False


def closed(jaxpr: Any, consts: Sequence[Any] = ()) -> Any:
    """Return a jaxpr with the arrays it closes over; in jax 0.12 every jaxpr has them."""
    make: Any = getattr(core, "ClosedJaxpr", core.Jaxpr)
    return make(jaxpr, consts)


def with_more_constants(params: dict[str, Any], count: int) -> dict[str, Any]:
    """Return the parameters of a scan whose first operands are `count` more constants."""
    if "num_consts" in params:
        return {**params, "num_consts": params["num_consts"] + count}
    flattree: Any = importlib.import_module("jax._src.flattree")  # jax 0.12 groups the operands
    constants, carry, inputs = params["ft_in"].unpack()
    return {**params, "ft_in": flattree.pack(((flattree.nones(count), constants), carry, inputs))}


def flat_groups(value: Any) -> str:
    """Describe how a scan of jax 0.12 groups operands or results; empty for anything else."""
    return repr(value) if type(value).__module__ == "jax._src.flattree" else ""


def is_unspecified(sharding: Any) -> bool:
    """Tell whether a sharding is left to jax."""
    return isinstance(sharding, UnspecifiedValue)


# ------------------------------------------------------------------------------------------ rules of a primitive

_STRUCTURED = "structured_res" in inspect.getsource(ad.LinearizeTrace.process_primitive)  # jax 0.12
_CONTEXT = hasattr(_checkify, "CheckifyContext")  # jax 0.12


def linearization(
    out: Sequence[Any], nonzero: Sequence[bool], residuals: Sequence[Any], linear: Callable[..., Any]
) -> tuple[Any, ...]:
    """Return what a rule of `ad.primitive_linearizations` returns.

    Args:
        out: the primal results.
        nonzero: which of them have a tangent.
        residuals: what the linear function needs.
        linear: from residuals and tangents to tangents.
    """
    if _STRUCTURED:
        return out, nonzero, residuals, None, lambda res, _, *tangents: linear(res, *tangents)
    return out, nonzero, residuals, linear


def checkify_errors(arguments: Sequence[Any]) -> tuple[tuple[Any, ...], Any, Any, Sequence[Any]]:
    """Split the arguments of a checkify rule into context, error, enabled errors and operands."""
    context = tuple(arguments[:1]) if _CONTEXT else ()
    error, enabled, *operands = arguments[len(context) :]
    return context, error, enabled, operands


def register_checks(primitive: Any, rule: Callable[..., Any]) -> None:
    """Give a primitive its checkify rule."""
    _checkify.error_checks[primitive] = rule


def assert_checked(
    context: tuple[Any, ...], error: Any, failed: Any, text: str, values: Sequence[Any], named: dict[str, Any]
) -> Any:
    """Add one check to an error of checkify."""
    traceback = source_info_util.current().traceback
    assert_func: Any = _checkify.assert_func
    failed_check: Any = _checkify.FailedCheckError
    return assert_func(*context, error, failed, failed_check(traceback, text, *values, **named))
