"""A plan: a student's function and the transformations JAX has asked for so far, as the parameter of a primitive.

Plans compare by identity: JAX caches abstract evaluation by parameter, and equal plans of two students would give one the
other's types. Trusted side.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from gradlab.grade import wire
from gradlab.grade import wire_messages as messages

if TYPE_CHECKING:
    from gradlab.grade.remote import Student
    from gradlab.grade.remote_programs import Program


class Plan:
    """A student's function and the transformations applied to it.

    Args:
        student: whose function.
        described: the plan as it is sent, its id being 0.
    """

    __slots__ = ("__weakref__", "id", "key", "message", "programs", "student")

    def __init__(self, student: Student, described: messages.Plan) -> None:
        self.student = student
        self.key = hashlib.sha256(wire.encode(described)).digest()
        self.id = student.plan_id(self.key)
        self.message: messages.Plan = msgspec.structs.replace(described, id=self.id)
        self.programs: dict[Any, Program] = {}
        """The traces made for this very plan: an equation of a jaxpr runs what was traced."""

    def vmapped(self, axis: Any, dims: Sequence[Any]) -> Plan:
        """Return the plan of the batched function."""
        axes = tuple(None if d is None else int(d) for d in dims)
        name = axis.name if isinstance(axis.name, str) else None
        return Plan(self.student, messages.Vmap(0, self.message, axes, int(axis.size), name))

    def jvp(self, wrt: Sequence[int]) -> Plan:
        """Return the plan of results and tangents."""
        return Plan(self.student, messages.Jvp(0, self.message, tuple(wrt)))

    def linear(self, wrt: Sequence[int]) -> Plan:
        """Return the plan of the tangents alone."""
        return Plan(self.student, messages.Linear(0, self.message, tuple(wrt)))

    def forward(self, wrt: Sequence[int]) -> Plan:
        """Return the plan of results and residuals."""
        return Plan(self.student, messages.Forward(0, self.message, tuple(wrt)))

    def transposed(self, wrt: Sequence[int], operands: int) -> Plan:
        """Return the plan of the cotangents."""
        return Plan(self.student, messages.Transpose(0, self.message, tuple(wrt), operands))

    def facts(self) -> messages.Facts:
        """Return what the student's side found out when it last built this plan."""
        return self.student.facts(self.id)

    def split(self, out: Sequence[Any]) -> tuple[list[Any], list[Any]]:
        """Split what a program returned into the function's results and the rest."""
        count = self.facts().outputs
        if not 0 <= count <= len(out):
            raise self.student.breach("the number of results")
        return list(out[:count]), list(out[count:])

    def __repr__(self) -> str:
        return "student"
