"""A program a student's process has traced: its types at once, its module when it is lowered, inspected before use.

Trusted side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gradlab.grade import inspection, phases, wire_values
from gradlab.grade import wire_messages as messages
from gradlab.grade.jax_internals import ir, mlir

if TYPE_CHECKING:
    from gradlab.grade.remote import Student


_LOWERED = {"gpu": "cuda"}
"""A backend may go by the one name, and its lowering rules by the other."""


class Program:
    """A traced program.

    Args:
        student: who has traced it.
        traced: what the student's side says about it.
    """

    def __init__(self, student: Student, traced: messages.Traced) -> None:
        self._student = student
        self._avals = [wire_values.abstract(a) for a in traced.avals]
        self._data: dict[str, bytes] = {}
        self.number = traced.program
        self.facts = traced.facts

    def abstract_results(self) -> list[Any]:
        """Return the types of the results as announced; the module is held to them."""
        return list(self._avals)

    def module(self, platform: str, module_context: Any, ctx: Any) -> Any:
        """Return the module for a platform in the current MLIR context.

        Args:
            platform: a lowering platform of jax's.
            module_context: of the module it will become part of.
            ctx: of the equation it stands for.

        Returns:
            A fresh, inspected module.

        Raises:
            inspection.Refused: it holds what a judge does not run, or other types than announced.
        """
        platform = _LOWERED.get(platform, platform)
        data = self._data.get(platform)
        if data is None:
            data = self._data[platform] = self._student.export(self.number, platform)
        with phases.spent_in(self._student.spent, "inspect"):
            module = inspection.accept(data, platform)
        main: Any = ir.SymbolTable(module.operation)["main"]
        types = main.type
        announced = [mlir.aval_to_ir_type(module_context, a) for a in ctx.avals_out]
        given = [mlir.aval_to_ir_type(module_context, a) for a in ctx.avals_in]
        if list(types.results) != announced or list(types.inputs) != given:
            raise inspection.Refused("the program's types are not those that were announced")
        return module
