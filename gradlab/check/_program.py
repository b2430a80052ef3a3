"""What a function lowers to: its StableHLO program, counted.

The same code serves a student's kernel and the judge, because lowering a remote function inlines the
student's program; so the proof is about what will run. It never calls `jax.make_jaxpr`, which a remote
function refuses. It proves structure, not values. `_transforms` and the public page import it.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import jax
from jax import export
from jax.extend.mlir import ir, passmanager
from jax.extend.mlir.dialects import stablehlo

from gradlab.check import _show
from gradlab.check._failure import CheckError, expression, failure

PASSES = "builtin.module(symbol-dce,cse,canonicalize)"
"""Dead code and repeated expressions say nothing about a student's idea, and differ between lowerings."""
PLUMBING = frozenset({"func.func", "func.return", "stablehlo.return", "stablehlo.constant", "builtin.module"})
CALLBACK = "callback"
"""Every custom call by which JAX returns to Python has this in its target's name."""


class Program:
    """The lowered form of a function at given arguments. Functions are counted at each call site.

    Attributes:
        ops: How often each StableHLO operation occurs, such as `ops["multiply"]`; loops are counted with
            their bodies, once whatever the number of iterations.
        loops: How many loops (`scan`, `fori_loop`, `while_loop`) there are, nested ones included.
        largest: Entries of the largest array that the program computes, its constants left out.
        constants: Entries of the largest constant that is built in.
        custom_calls: How often each foreign kernel (LAPACK and the like) is called.
    """

    def __init__(self, function: Callable[..., Any], module: ir.Module) -> None:
        self._function = function
        functions = {
            ir.StringAttr(op.attributes["sym_name"]).value: op
            for op in _walk(module.operation)
            if op.name == "func.func"
        }
        self.ops: Counter[str] = Counter()
        self.custom_calls: Counter[str] = Counter()
        self.largest = 0
        self.constants = 0
        counted: dict[str, tuple[Counter[str], Counter[str]]] = {}

        def count(name: str) -> tuple[Counter[str], Counter[str]]:
            if name not in counted:
                ops: Counter[str] = Counter()
                calls: Counter[str] = Counter()
                for op in _walk(functions[name]):
                    if op.name == "func.call":
                        callee = ir.FlatSymbolRefAttr(op.attributes["callee"]).value
                        inner_ops, inner_calls = count(callee)
                        ops.update(inner_ops)
                        calls.update(inner_calls)
                        continue
                    if op.name == "stablehlo.custom_call":
                        calls[_target(op)] += 1
                    if op.name not in PLUMBING and not op.name.startswith("sdy."):
                        ops[op.name.removeprefix("stablehlo.").removeprefix("chlo.")] += 1
                counted[name] = ops, calls
            return counted[name]

        self.ops, self.custom_calls = count("main")
        for op in _walk(module.operation):
            size = max((_entries(result.type) for result in op.results), default=0)
            if op.name == "stablehlo.constant":
                if not _is_splat(op):
                    self.constants = max(self.constants, size)
            else:
                self.largest = max(self.largest, size)

    @property
    def loops(self) -> int:
        return self.ops["while"]

    def __len__(self) -> int:
        return self.ops.total()

    def __repr__(self) -> str:
        most = ", ".join(f"{name} {n}" for name, n in self.ops.most_common(4))
        return (
            f"<program of {len(self)} operations, {self.loops} loops, largest array {self.largest}: {most}>"
        )

    def grows_with(self, *args: Any, **kwargs: Any) -> bool:
        """Tell whether the program has more operations at these (larger) arguments.

        Args:
            args: Arguments of the same function that ask for more work: a larger n, a longer array.
            kwargs: Keyword arguments.

        Returns:
            Whether it does; a loop that was unrolled in Python grows, a `scan` does not.
        """
        return len(_lowered(self._function, args, kwargs)) > len(self)


def program(f: Callable[..., Any], *args: Any, **kwargs: Any) -> Program:
    """Lower a function and count what its program does, without running it.

    Python ints, bools, strings, None and callables are static: the function sees them as they are. Floats,
    arrays, and trees of them are traced.

    Args:
        f: The function.
        args: Its arguments.
        kwargs: Its keyword arguments.

    Returns:
        The program.

    Raises:
        CheckError: The program calls back into Python.
    """
    __tracebackhide__ = True
    if not callable(f):
        raise failure("program", f"{expression('program', 0, 'f')} is {_show.kind(f)}, expected a function")
    return _lowered(f, args, kwargs)


def _lowered(f: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Program:
    """Lower through `jax.export`, whose portable form is the same for local and remote functions."""
    leaves, treedef = jax.tree.flatten(
        [_Static(x) if _is_static(x) else x for x in [*args, *kwargs.values()]],
        is_leaf=lambda x: isinstance(x, _Static),
    )
    traced = [not isinstance(x, _Static) and not _is_opaque(x) for x in leaves]

    def flat(*values: Any) -> list[Any]:
        rest = iter(values)
        whole = [next(rest) if dynamic else x for x, dynamic in zip(leaves, traced, strict=True)]
        given = [x.value if isinstance(x, _Static) else x for x in _unflatten(treedef, whole)]
        outputs = f(*given[: len(args)], **dict(zip(kwargs, given[len(args) :], strict=True)))
        return [x for x in jax.tree.leaves(outputs) if not _is_opaque(x)]

    compiled = jax.jit(flat)
    values = [x for x, dynamic in zip(leaves, traced, strict=True) if dynamic]
    try:
        exported = export.export(compiled, platforms=("cpu",))(*values)
        return Program(f, _portable(exported.mlir_module_serialized))
    except NotImplementedError as error:
        if CALLBACK not in str(error):
            raise  # a stub: not attempted
    try:
        if _prints_only(compiled.trace(*values).jaxpr):
            return Program(f, _simplified(_without_prints(compiled.lower(*values).compiler_ir("stablehlo"))))
    except NotImplementedError:
        pass  # a remote function, which cannot be looked into and leaves prints out by itself
    raise _callback_failure()


class _Static:
    """A value the program does not depend on by data; no pytree, so that flattening keeps it whole."""

    def __init__(self, value: Any) -> None:
        self.value = value


def _unflatten(treedef: Any, leaves: list[Any]) -> list[Any]:
    out: list[Any] = jax.tree.unflatten(treedef, leaves)
    return out


def _is_static(x: Any) -> bool:
    """Tell whether an argument keeps its Python value. `bool` is an `int`; NumPy's scalars are traced."""
    if isinstance(x, int | str | bytes) or x is None:
        return True
    return callable(x) and jax.tree_util.all_leaves([x])


def _is_opaque(x: Any) -> bool:
    """Tell whether a leaf inside a tree cannot be traced: a name, a function, an object."""
    return not isinstance(x, bool | int | float | complex) and not _show.is_array(x)


def _prints_only(jaxpr: Any) -> bool:
    """Tell whether all callbacks in a jaxpr are a left-over `jax.debug.print` and its like."""
    for equation in jaxpr.eqns:
        name = equation.primitive.name
        if CALLBACK in name and not name.startswith("debug"):
            return False
        for inner in jax.tree.leaves(list(equation.params.values()), is_leaf=lambda x: hasattr(x, "eqns")):
            inner = getattr(inner, "jaxpr", inner)
            if hasattr(inner, "eqns") and not _prints_only(inner):
                return False
    return True


def _without_prints(module: Any) -> Any:
    """Take the printing out: it returns nothing, so nothing depends on it."""
    for op in list(_walk(module.operation)):
        if op.name == "stablehlo.custom_call" and not len(op.results) and CALLBACK in _target(op):
            op.erase()
    return module


def _callback_failure() -> CheckError:
    return failure(
        "program",
        f"the program of {expression('program', 0, 'f')} calls back into Python",
        hint="compute it with jax.numpy: what runs in Python cannot be compiled or checked",
    )


@functools.cache
def _context() -> Any:
    """Keep one MLIR context: making one costs more than walking a program."""
    module: Any = jax.jit(lambda: 0.0).lower().compiler_ir("stablehlo")
    return module.context


def _portable(serialized: bytes) -> ir.Module:
    with _context():
        return _simplified(stablehlo.deserialize_portable_artifact(_context(), serialized))


def _simplified(module: Any) -> ir.Module:
    with module.context:
        passmanager.PassManager.parse(PASSES).run(module.operation)
    simplified: ir.Module = module
    return simplified


def _target(custom_call: Any) -> str:
    target: str = ir.StringAttr(custom_call.attributes["call_target_name"]).value
    return target


def _walk(operation: Any) -> Iterator[Any]:
    for region in operation.regions:
        for block in region:
            for op in block:
                yield op.operation
                yield from _walk(op.operation)


def _entries(kind: Any) -> int:
    try:
        return math.prod(ir.RankedTensorType(kind).shape)
    except ValueError:
        return 0


def _is_splat(op: Any) -> bool:
    """Tell whether a constant is one number repeated, which takes no memory in a program."""
    try:
        return bool(ir.DenseElementsAttr(op.attributes["value"]).is_splat)
    except ValueError:
        return False
