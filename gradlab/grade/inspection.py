"""What the judge accepts of a program that a student's process has exported.

The program runs inside the judge, so it is read first: a closed list of StableHLO operations on static shapes, bounded
in every direction, no attribute that speaks to the compiler, no call out of the module but the kernels of
`inspection_kernels` at shapes that agree. What fails is `Refused`; it never runs. Trusted side; the judge alone uses
this, on bytes it has not looked at before.

It does not bound running time: a loop may be endless, and the process that runs it must be one that can be killed.
"""

from __future__ import annotations

import collections
import hashlib
import math
from collections.abc import Callable, Iterator
from typing import Any

from gradlab.grade import inspection_text, jax_modules
from gradlab.grade.inspection_kernels import Tensor, accepts
from gradlab.grade.inspection_text import Refused
from gradlab.grade.inspection_vocabulary import ATTRIBUTE_NAMES, CHLO, ELEMENT_TYPES, OPERATION_NAMES
from gradlab.grade.jax_internals import ir

MODULE_BYTES = 16 << 20
"""Constants included; the largest program of the course has 60 kB."""
OPERATIONS = 50_000
EXPANDED = 200_000
"""Operations once every call is inlined, as the compiler does: twenty functions can call each other a million times."""
NESTING = 40
"""Regions inside regions. The recursion of this file and of the compiler's passes must not end the judge."""
ELEMENTS = 1 << 27
"""Of one tensor: half a gigabyte of float32."""
OPERANDS = 4096
REMEMBERED = 4096
"""Digests of accepted programs kept by a judge."""


def accept(data: bytes, platform: str) -> Any:
    """Read a program in the current MLIR context and inspect it.

    Args:
        data: StableHLO as text, in MLIR's generic form.
        platform: where it will run, a lowering platform of jax's.

    Returns:
        The module, its functions free of attributes.

    Raises:
        Refused: it is no program, or none that a judge runs.
    """
    if len(data) > MODULE_BYTES:
        raise Refused(f"the program has {len(data) >> 20} MiB; {MODULE_BYTES >> 20} are accepted")
    digest = hashlib.sha256(platform.encode() + b"\0" + data).digest()
    text = inspection_text.checked(data)
    try:
        module = jax_modules.parse_module(text)
    except Exception:
        raise Refused("the program cannot be read") from None
    if digest not in _accepted:
        _Inspection(platform).module(module)
        _accepted[digest] = None
        if len(_accepted) > REMEMBERED:
            _accepted.popitem(last=False)
    _strip(module)
    return module


_accepted: collections.OrderedDict[bytes, None] = collections.OrderedDict()


def inspect(module: Any, platform: str = "cpu") -> None:
    """Inspect a module.

    Args:
        module: an MLIR module.
        platform: where it will run.

    Raises:
        Refused: it is none that a judge runs.
    """
    _Inspection(platform).module(module)


def _strip(module: Any) -> None:
    """Take the attributes off the arguments and results of functions: layouts, donations, names of results."""
    for function in module.body.operations:
        attributes = function.operation.attributes
        for name in ("arg_attrs", "res_attrs"):
            if name in attributes:
                del attributes[name]


def walk(operation: Any, depth: int = 0) -> Iterator[Any]:
    """Yield the operations inside one, those inside regions included.

    Raises:
        Refused: regions are nested too deep.
    """
    if depth > NESTING:
        raise Refused("the program is nested too deep")
    for region in operation.regions:
        for block in region:
            for op in block:
                inner = op.operation
                yield inner
                if len(inner.regions):
                    yield from walk(inner, depth + 1)


def name_in(attribute: Any) -> str:
    """Return the string of a string attribute or the name of a symbol reference."""
    return str(attribute.value)


class _Inspection:
    def __init__(self, platform: str) -> None:
        self._platform = platform
        self._types: dict[Any, Tensor] = {}
        self._operations = 0

    def module(self, module: Any) -> None:
        functions: dict[str, Any] = {}
        for op in module.body.operations:
            if op.operation.name != "func.func":
                raise Refused(f"the program holds {op.operation.name[:60]}")
            functions[name_in(op.operation.attributes["sym_name"])] = op.operation
        if "main" not in functions:
            raise Refused("the program has no main function")
        sizes: dict[str, int] = {}
        calls: dict[str, collections.Counter[str]] = {}
        for name, function in functions.items():
            sizes[name], calls[name] = self._function(function)
        _expand("main", sizes, calls)

    def _function(self, function: Any) -> tuple[int, collections.Counter[str]]:
        if not any(len(region.blocks) for region in function.regions):
            raise Refused("the program declares a function that it does not define")
        self._attributes(function)
        calls: collections.Counter[str] = collections.Counter()
        self._blocks(function)
        count = 0
        self._count()  # an empty one takes the compiler's time as well
        for op in walk(function):
            count += 1
            self._count()
            name = op.name
            if name not in OPERATION_NAMES or name == "func.func":
                raise Refused(f"the program holds {name[:60]}")
            if len(op.operands) > OPERANDS or len(op.results) > OPERANDS:
                raise Refused(f"{name} of more than {OPERANDS} values")
            for result in op.results:
                self._tensor(result.type)
            if len(op.regions):
                self._blocks(op)
            if name == "stablehlo.custom_call":
                self._custom_call(op)
                continue
            self._attributes(op)
            if name == "func.call":
                calls[name_in(op.attributes["callee"])] += 1
            elif name == "chlo.top_k":
                self._top_k(op, op.attributes)
            elif name == "chlo.scan":
                self._scan(op, op.attributes)
            elif name == "stablehlo.composite":
                self._composite(op)
                calls[name_in(op.attributes["decomposition"])] += 1
        return count, calls

    def _count(self) -> None:
        self._operations += 1
        if self._operations > OPERATIONS:
            raise Refused(f"the program has more than {OPERATIONS} operations")

    def _blocks(self, op: Any) -> None:
        for region in op.regions:
            if len(region.blocks) > 1:
                raise Refused("the program jumps")
            for block in region:
                for argument in block.arguments:
                    self._tensor(argument.type)

    def _attributes(self, op: Any) -> None:
        for name in jax_modules.names_in(op.attributes):
            if name not in ATTRIBUTE_NAMES:
                raise Refused(f"{op.name} has the attribute {name[:60]}")

    def _tensor(self, kind: Any) -> Tensor:
        known = self._types.get(kind)
        if known is None:
            known = self._types[kind] = _tensor(kind)
        return known

    def _tensors(self, values: Any) -> list[Tensor]:
        return [self._tensor(value.type) for value in values]

    def _custom_call(self, op: Any) -> None:
        target = name_in(op.attributes["call_target_name"])
        if not accepts(op, target, self._platform, self._tensors(op.operands), self._tensors(op.results)):
            raise Refused(
                f"the program calls {target[:60]!r}, which is not accepted in a checked program: "
                "it must be made of array operations only, without callbacks into Python"
            )
        if target.startswith("lapack_"):
            jax_modules.prepare_kernels()

    def _composite(self, op: Any) -> None:
        # The compiler may replace it by code of its own for that name, whatever the decomposition says.
        name = name_in(op.attributes["name"]).removeprefix("chlo.")
        if name == "top_k" and "composite_attributes" in op.attributes:
            self._top_k(op, ir.DictAttr(op.attributes["composite_attributes"]))
        elif name == "scan" and "composite_attributes" in op.attributes:
            self._scan(op, ir.DictAttr(op.attributes["composite_attributes"]))
        elif name not in CHLO or "composite_attributes" in op.attributes or not self._is_elementwise(op):
            raise Refused("the program holds a composite operation that is not accepted")

    def _is_elementwise(self, op: Any) -> bool:
        operands = self._tensors(op.operands)
        return len(operands) == 1 and operands == self._tensors(op.results)

    def _top_k(self, op: Any, attributes: Any) -> None:
        operands, results = self._tensors(op.operands), self._tensors(op.results)
        if len(operands) == 1 and operands[0].shape and "k" in attributes:
            *batch, size = operands[0].shape
            k = ir.IntegerAttr(attributes["k"]).value
            shape = (*batch, k)
            if 0 <= k <= size and results == [Tensor(shape, operands[0].element), Tensor(shape, "i32")]:
                return
        raise Refused("the program holds a top_k whose shapes disagree")

    def _scan(self, op: Any, attributes: Any) -> None:
        arrays, half = self._tensors(op.operands), len(op.operands) // 2
        agree = arrays == self._tensors(op.results) and 0 < half == len(arrays) - half
        if agree and "dimension" in attributes:
            axis = ir.IntegerAttr(attributes["dimension"]).value
            if all(0 <= axis < len(one.shape) for one in arrays[:half]):
                return
        raise Refused("the program holds a scan whose shapes disagree")


def _tensor(kind: Any) -> Tensor:
    try:
        ranked = ir.RankedTensorType(kind)
        if ranked.encoding is not None or not ranked.has_static_shape:
            raise ValueError
        shape, element = tuple(ranked.shape), str(ranked.element_type)
    except (ValueError, TypeError):
        raise Refused(f"the program holds a value of type {str(kind)[:60]}") from None
    if element not in ELEMENT_TYPES or len(shape) > 32:
        raise Refused(f"the program holds a value of type {str(kind)[:60]}")
    if math.prod(shape) > ELEMENTS:
        raise Refused(f"the program makes an array of shape {shape}: {ELEMENTS} elements are accepted")
    return Tensor(shape, element)


def _expand(name: str, sizes: dict[str, int], calls: dict[str, collections.Counter[str]]) -> None:
    """Bound the program after inlining.

    Raises:
        Refused: it calls itself, calls what it does not hold, or is too long.
    """
    total: dict[str, int] = {}
    entered: set[str] = set()
    # An explicit stack: a chain of calls may be as long as the program.
    stack: list[tuple[str, Callable[[], str | None]]] = []

    def enter(function: str) -> None:
        if function not in sizes:
            raise Refused("the program calls a function that it does not hold")
        if function in entered:
            raise Refused("the program calls itself")
        entered.add(function)
        todo = iter(calls[function])
        stack.append((function, lambda: next(todo, None)))

    enter(name)
    while stack:
        function, advance = stack[-1]
        callee = advance()
        if callee is not None:
            if callee not in total:
                enter(callee)
            continue
        stack.pop()
        entered.discard(function)
        total[function] = sizes[function] + sum(total[c] * n for c, n in calls[function].items())
        if total[function] > EXPANDED:
            raise Refused(f"the program has more than {EXPANDED} operations once its calls are inlined")


__all__ = ["Refused", "accept", "inspect", "walk"]
