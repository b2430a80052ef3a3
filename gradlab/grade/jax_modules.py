"""Modules of StableHLO: lowered, turned to bytes and read, by what is inside jax and jaxlib.

As with `jax_internals`, a new version of jax is a change here. Both sides import this file. It starts no backend.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import inspect
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

import jax
from jax._src import compiler, debugging, sharding_impls, traceback_util, xla_bridge
from jax._src.interpreters import mlir
from jax._src.lax import linalg
from jax._src.lib import _jax  # type: ignore[attr-defined]
from jaxlib.mlir import ir

_PRINTING = ("debug_callback_p", "debug_print_p")
_LOWERING: Any = mlir.LoweringParameters(
    for_export=True,
    hoist_constants_as_args=False,
    # What prints from compiled code has no part in a test: it is left out rather than refused.
    override_lowering_rules=tuple(  # type: ignore[arg-type]
        (getattr(debugging, name), lambda *_, **__: []) for name in _PRINTING if hasattr(debugging, name)
    ),
)
_NEEDS_RESULTS = "out_avals" in inspect.signature(mlir.lower_jaxpr_to_module).parameters  # jax 0.12


def lower(closed: Any, platform: str) -> bytes:
    """Lower a traced program to StableHLO, as text in MLIR's generic form; needs no backend and no device.

    Text, because bytecode is read without checks: one wrong byte ends the process that reads it, or never lets it go.
    A third cheaper than `jax.export`, which also wraps, checks and versions what goes to another version of jax.

    Args:
        closed: the jaxpr.
        platform: a lowering platform.

    Raises:
        NotImplementedError: it has effects, holds callbacks, or needs more than this.
    """
    if any(type(effect).__name__ != "DebugEffect" for effect in closed.effects):
        raise NotImplementedError("it has side effects")
    lowered = mlir.lower_jaxpr_to_module(
        "student",
        closed,
        num_const_args=0,
        in_avals=closed.in_avals,
        ordered_effects=[],
        platforms=(platform,),
        backend=None,
        axis_context=sharding_impls.ShardingContext(1, None, None),
        donated_args=[False] * len(closed.in_avals),
        lowering_parameters=_LOWERING,
        **({"out_avals": closed.out_avals} if _NEEDS_RESULTS else {}),
    )
    if lowered.keepalive or lowered.host_callbacks:
        raise NotImplementedError("it calls back into Python")
    return text_of(lowered.module)


def text_of(module: Any) -> bytes:
    """Return a module as text in MLIR's generic form, without source locations."""
    asm = module.operation.get_asm(print_generic_op_form=True, use_local_scope=True, assume_verified=True)
    return bytes(asm.encode())


def text_of_artifact(artifact: bytes) -> bytes:
    """Turn the artifact of an exported function into text."""
    with mlir.make_ir_context():
        return text_of(_jax.mlir.deserialize_portable_artifact(artifact))


def names_in(attributes: Any) -> list[str]:
    """Return the names of the attributes of an operation, or of those in a dictionary."""
    return [name if isinstance(name, str) else name.name for name in attributes]


def parse_module(text: str) -> Any:
    """Read a module's text in the current MLIR context; MLIR verifies it.

    Raises:
        Exception: the text is no module (jaxlib's own errors, of several classes).
    """
    return ir.Module.parse(text)


def ignore_plugins() -> None:
    """Look for no plugin of another backend, now or later: one for GPUs would load CUDA's libraries into every student."""
    xla_bridge._plugins_registered = True
    # What `eig` is compiled to must not depend on what is installed here; and asking CUDA's library fails without a GPU.
    linalg.cuda_versions = None  # type: ignore[attr-defined]


LAPACK = b"lapack_"
"""How the names of kernels begin that end the process which runs them unprepared."""
_prepared = False


def prepare_kernels() -> None:
    """Load SciPy's LAPACK into jaxlib: without it a module with a LAPACK call ends the process that runs it."""
    global _prepared
    if not _prepared:
        from jaxlib import lapack

        lapack._lapack.initialize()  # type: ignore[attr-defined]
        _prepared = True


COLLECTED = 50_000
"""Objects made between two visits of the garbage collector, 700 by Python's own choice."""


def collect_seldom() -> None:
    """Let the garbage collector look less often: tracing makes many objects, and nearly all of them go by themselves."""
    gc.set_threshold(COLLECTED)


def forget() -> None:
    """Let go of traces, and of executables kept nowhere else: jax keeps thousands, of functions that nobody calls again."""
    jax.clear_caches()  # type: ignore[no-untyped-call]
    gc.collect()


class _SharedContexts:
    """One MLIR context for many modules: making one takes 6 ms.

    A context whose threads are off may be used by one thread only, and it never shrinks: other threads get their
    own, and the shared one is renewed after `renew` modules (0: never).
    """

    def __init__(self, renew: int) -> None:
        self._make: Callable[[], Any] = getattr(mlir, "_create_ir_context", mlir.make_ir_context)
        self._renew = renew
        self._thread = threading.get_ident()
        self._used = 0
        self._context: Any = None

    def __call__(self) -> Any:
        if threading.get_ident() != self._thread:
            return self._make()
        if self._context is None or (self._renew and self._used >= self._renew):
            self._context = self._make()
            self._context.enable_multithreading(False)
            self._used = 0
        self._used += 1
        return self._context


def share_context(renew: int = 0) -> None:
    """Let this thread lower all its modules in one MLIR context.

    Args:
        renew: modules after which a fresh context is made; 0 in processes that live for one submission.
    """
    if not isinstance(mlir.make_ir_context, _SharedContexts):
        mlir.make_ir_context = _SharedContexts(renew)


_KEPT = frozenset(("jit", "pjit", "closed_call", "core_call", "remat", "checkpoint", "custom_vjp_call"))
"""Operations with programs inside, which are lowered once however often they are called."""


def lower_in_place() -> None:
    """Lower each operation where it stands, as jax did before it made a function of each that it then puts in place: the same
    text at nine tenths of a student's processor time."""
    entries = [
        *mlir._lowerings.items(),
        *(x for rules in mlir._platform_specific_lowerings.values() for x in rules.items()),
    ]
    called = {primitive for primitive, entry in entries if not entry.inline or primitive.name in _KEPT}
    mlir._uncacheable_primitives.update({primitive for primitive, _ in entries} - called)


def pass_errors_on() -> None:
    """Let errors through where jax filters no traceback: it reads the stack's source lines first, to find whether it would."""
    found = traceback_util._is_under_reraiser

    def is_let_through(error: BaseException) -> bool:
        return traceback_util._filtering_mode() == "off" or found(error)

    traceback_util._is_under_reraiser = is_let_through  # type: ignore[assignment]


def strip_locations() -> None:
    """Lower without source locations: equal programs become equal bytes, and no path travels."""
    mlir.source_info_to_location = lambda *_: ir.Location.unknown()


def known_by(options: Any) -> bytes:
    """Return what equal compile options have in common: they hold a map, which is written in no particular order."""
    return bytes(sorted(options.SerializeAsString()))


class _SharedExecutables:
    """Compiles equal modules once: a loop run eagerly is a new function each time, and mostly an equal program.

    Equal is the same text under the same options for the same devices; the oldest of `limit` executables is dropped.
    """

    def __init__(self, compile_module: Callable[..., Any], limit: int) -> None:
        self._compile = compile_module
        self._limit = limit
        self._known: OrderedDict[tuple[bytes, ...], Any] = OrderedDict()
        self.spent_s = 0.0
        """Processor time that compiling took."""
        self.asks_jax = True
        """Whether jax's own persistent cache is asked."""

    def __call__(
        self, backend: Any, computation: Any, devices: Any, options: Any, callbacks: Any, *others: Any
    ) -> Any:
        if callbacks:
            return self._compile(backend, computation, devices, options, callbacks, *others)
        place = repr([backend.platform, [device.id for device in devices.flat]]).encode()
        # As text, which has no source locations.
        origin = b"jax" if self.asks_jax else b"afresh"
        key = (hashlib.sha256(text_of(computation)).digest(), known_by(options), place, origin)
        known = self._known.get(key)
        if known is None:
            started = time.process_time()
            if self.asks_jax:
                known = self._compile(backend, computation, devices, options, callbacks, *others)
            else:
                places = _jax.DeviceList(tuple(devices.flat))
                known = compiler.backend_compile_and_load(backend, computation, places, options, callbacks)
            self.spent_s += time.process_time() - started
            self._known[key] = known
            if len(self._known) > self._limit:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(key)
        return known


def share_executables(limit: int) -> None:
    """Let this process compile equal modules once.

    Args:
        limit: executables that are kept, up to 1 MB each for the programs of a course.
    """
    if not isinstance(compiler.compile_or_get_cached, _SharedExecutables):
        compiler.compile_or_get_cached = _SharedExecutables(compiler.compile_or_get_cached, limit)  # type: ignore[assignment]


def compiling_s() -> float:
    """Return the processor time that this process has spent on compiling, in seconds, since it shares executables."""
    shared = compiler.compile_or_get_cached
    return shared.spent_s if isinstance(shared, _SharedExecutables) else 0.0


@contextlib.contextmanager
def compiled_afresh() -> Iterator[None]:
    """Let jax's persistent cache out of what is compiled inside the block: what was read from it cannot be written again, since
    functions of it are not found then."""
    shared = compiler.compile_or_get_cached
    if not isinstance(shared, _SharedExecutables):
        raise RuntimeError("`share_executables` comes first")
    before, shared.asks_jax = shared.asks_jax, False
    try:
        yield
    finally:
        shared.asks_jax = before
