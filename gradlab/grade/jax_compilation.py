"""A module compiled in one process and run in another: what may be handed over, by what is inside jax and jaxlib.

As with `jax_modules`, a new version of jax is a change here. Both sides import this file. It starts no backend.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.metadata
import os
from collections.abc import Callable
from typing import Any

import jax
import numpy as np
from jax._src import compiler, xla_bridge
from jax._src.lib import _jax  # type: ignore[attr-defined]
from jaxlib.mlir import ir

from gradlab.grade import jax_modules

MODULE_BYTES = 1 << 20
"""The longest program that another process is asked to compile; the largest of the course has 60 kB."""
RESULT_INFO = "jax.result_info"
_PLACED = b'"sdy.'
"""How the operations begin that say where an array lies: with one device, nothing."""
_NUMBERS = ("mhlo.num_partitions", "mhlo.num_replicas")

Ask = Callable[[bytes], bytes | None]
"""Asks another process for the executable of a module, both as bytes; None: it has none."""


@functools.lru_cache(256)
def usual_options(parameters: int, results: int, *, logs: bool = False) -> Any:
    """Return the options that `jax.jit` compiles with, for the one device of the CPU; XLA `logs` more of long programs."""
    options = compiler.get_compile_options(
        num_replicas=1,
        num_partitions=1,
        device_assignment=np.zeros((1, 1), np.int64),
        detailed_logging=logs,
        backend=xla_bridge.get_backend("cpu"),
    )
    build = options.executable_build_options
    options.parameter_is_tupled_arguments = False
    build.allow_spmd_sharding_propagation_to_parameters = [True] * parameters
    build.allow_spmd_sharding_propagation_to_output = [True] * results
    return options


@functools.lru_cache(256)
def _usual_bytes(parameters: int, results: int) -> tuple[bytes, bytes]:
    plain, logs = usual_options(parameters, results), usual_options(parameters, results, logs=True)
    return jax_modules.known_by(plain), jax_modules.known_by(logs)


def main_of(module: Any) -> Any:
    """Return a module's entry function.

    Raises:
        KeyError: it has none.
    """
    return ir.SymbolTable(module.operation)["main"]


def ask_elsewhere(ask: Ask) -> None:
    """Let another process compile what this one would, of programs that call nothing here and are as `jax.jit` alone makes them.

    What the other has not, or what does not load, is compiled here as ever.
    """
    here = compiler.backend_compile_and_load

    def compile_and_load(backend: Any, module: Any, devices: Any, options: Any, callbacks: Any) -> Any:
        if not callbacks:
            data = _asked(ask, backend, module, options)
            if data is not None:
                try:
                    return backend.deserialize_executable(data, devices, options)
                except Exception:
                    pass  # of another version
        return here(backend, module, devices, options, callbacks)

    compiler.backend_compile_and_load = compile_and_load


def _asked(ask: Ask, backend: Any, module: Any, options: Any) -> bytes | None:
    if backend.platform != "cpu":
        return None
    main = main_of(module)
    parameters, results = len(main.type.inputs), len(main.type.results)
    if jax_modules.known_by(options) not in _usual_bytes(parameters, results) or not _is_plain(main):
        return None
    text = jax_modules.text_of(module)
    if _PLACED in text:
        _unplace(module)
        text = jax_modules.text_of(module)
    return ask(text) if len(text) <= MODULE_BYTES else None


def _is_plain(main: Any) -> bool:
    """Tell whether arguments and results are neither donated nor laid out nor placed."""
    attributes = main.operation.attributes
    for key in ("arg_attrs", "res_attrs"):
        if key in attributes and any(
            name != RESULT_INFO for one in attributes[key] for name in jax_modules.names_in(ir.DictAttr(one))
        ):
            return False
    return True


def _unplace(module: Any) -> None:
    """Leave out where arrays lie: with one device it is told nowhere else either."""
    found: list[Any] = []

    def visit(operation: Any) -> Any:
        if operation.name in ("sdy.sharding_constraint", "sdy.mesh"):
            found.append(operation)
        return ir.WalkResult.ADVANCE

    module.operation.walk(visit)
    for operation in found:
        if operation.name == "sdy.sharding_constraint":
            operation.results[0].replace_all_uses_with(operation.operands[0])
    for operation in found:
        operation.erase()


def compiled(module: Any) -> bytes:
    """Compile a module that was inspected, for the CPU.

    Returns:
        The executable, for `ask_elsewhere` in a process of the same machine and version.

    Raises:
        Exception: XLA cannot compile it (jaxlib's own errors, of several classes).
    """
    attributes = module.operation.attributes
    for name in jax_modules.names_in(attributes):
        if name != "sym_name":
            del attributes[name]
    with module.context:
        for name in _NUMBERS:
            attributes[name] = ir.IntegerAttr.get(ir.IntegerType.get_signless(32), 1)
        kind = main_of(module).type
    backend = xla_bridge.get_backend("cpu")
    options = usual_options(len(kind.inputs), len(kind.results))
    devices = _jax.DeviceList(tuple(backend.devices()[:1]))
    executable = compiler.backend_compile_and_load(backend, module, devices, options, [])
    return bytes(
        executable.serialize()
        if hasattr(executable, "serialize")
        else backend.serialize_executable(executable)
    )


def place() -> str:
    """Describe what machine code depends on."""
    device, flags = xla_bridge.get_backend().devices()[0], ""
    with contextlib.suppress(OSError), open("/proc/cpuinfo") as file:
        flags = next((line for line in file if line.startswith(("flags", "Features"))), "")
    return "\n".join(
        (
            jax.__version__,
            importlib.metadata.version("jaxlib"),
            device.device_kind,
            os.environ.get("XLA_FLAGS", ""),
            flags,
        )
    )
