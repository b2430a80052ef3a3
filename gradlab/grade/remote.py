"""A student's process as the judge sees it: run a cell, fetch a value, call a function, get a program.

`Student` is the whole interface; `Namespace` gives a test cell the student's names. What a test gets for a student's
function is a stand-in that JAX can transform (`remote_primitive`). Trusted side; only the judge imports it.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import Any

import jax
import msgspec
import numpy as np

from gradlab.grade import jax_internals, jax_modules, remote_jaxprs, wire, wire_values
from gradlab.grade import wire_messages as messages
from gradlab.grade.compiler import Compiler
from gradlab.grade.remote_connection import Diagnosis, StudentLost
from gradlab.grade.remote_containers import SharedContainers, refill
from gradlab.grade.remote_namespace import Namespace
from gradlab.grade.remote_objects import Operation
from gradlab.grade.remote_plans import Plan
from gradlab.grade.remote_primitive import student_p
from gradlab.grade.remote_programs import Program
from gradlab.grade.remote_session import Session
from gradlab.grade.remote_trees import Struct
from gradlab.grade.remote_values import Receiver, Sender
from gradlab.grade.wire_text import NAME_CHARACTERS, OUTPUT_CHARACTERS, plain, scrubbed, spoken

__all__ = ["CellOutput", "Namespace", "Student", "StudentLost"]

EXECUTABLES = 300
"""What the judge keeps in memory of the programs of its own that it has compiled: those of an assignment's tests, 0.9 MB each."""
PROGRAMS = 40
"""The same, of students' programs; what is found again comes from the judges' folder in 3 ms."""
MODULES_IN_A_CONTEXT = 500
"""An MLIR context never shrinks, and a judge lives long."""


class CellOutput(msgspec.Struct, frozen=True):
    """What running a cell has shown."""

    text: str
    images: tuple[bytes, ...]
    """What it says are PNG files; `showing` looks."""
    error: str | None
    """Class and message of the exception that ended the cell, and the student's line."""
    outcome: str
    """passed, error, not attempted or memory."""
    changed: tuple[str, ...]
    """The names it has bound."""
    truncated: bool
    """Whether text or pictures were left out."""


class Student(Session):
    """One submission's process.

    Args:
        sock: the judge's end of the connection.
        diagnose: asked for (outcome, detail) when the socket closes, the protocol is broken, or no answer comes.
        compiler: compiles for the student's process; None: it compiles for itself.
    """

    def __init__(
        self, sock: socket.socket, *, diagnose: Diagnosis | None = None, compiler: Compiler | None = None
    ) -> None:
        remote_jaxprs.guard_make_jaxpr()
        jax_modules.share_context(renew=MODULES_IN_A_CONTEXT)
        jax_modules.share_executables(PROGRAMS)
        super().__init__(sock, diagnose, compiler)
        self._defined: frozenset[str] = frozenset()
        self._deleted: set[str] = set()
        self._plans: dict[bytes, int] = {}
        self._facts: dict[int, messages.Facts] = {}
        self._programs: dict[Any, Program] = {}

    # --------------------------------------------------------------------------------------- what the judge uses

    @property
    def deadline(self) -> float | None:
        """The `time.monotonic()` at which every wait for the student ends, None for never."""
        return self._connection.deadline

    @deadline.setter
    def deadline(self, value: float | None) -> None:
        self._connection.deadline = value

    @property
    def lost(self) -> StudentLost | None:
        """How the student was lost, None while it is there."""
        return self._connection.lost

    @property
    def names(self) -> frozenset[str]:
        """The names the student has defined, those starting with `_` left out."""
        return self._defined - self._deleted

    @property
    def defined(self) -> frozenset[str]:
        """The same with those that a test has deleted."""
        return self._defined

    def run(self, cell_id: str, source: str) -> CellOutput:
        """Run a cell in the student's shell.

        Args:
            cell_id: names the cell in messages.
            source: its code.

        Returns:
            What it has shown. An error of the student's is part of it.

        Raises:
            StudentLost: the process is gone.
        """
        self._namespace = None
        ran = self._result(self._request(messages.RunCell(cell_id, source), mine=False), messages.Ran)
        self._defined = frozenset(n for n in ran.names if n[:1] != "_" and n.isidentifier())
        self._deleted.clear()
        pictures = tuple(
            image for image in ran.images[: messages.IMAGES] if len(image) <= messages.IMAGE_BYTES
        )
        error = None if ran.error is None else spoken(scrubbed(ran.error))
        outcome = ran.outcome if ran.outcome in messages.CELL_OUTCOMES else "error"
        changed = tuple(n for n in ran.changed if n in self._defined)
        text = plain(ran.text, OUTPUT_CHARACTERS + NAME_CHARACTERS)
        truncated = ran.truncated or len(pictures) < len(ran.images)
        return CellOutput(text, pictures, error, outcome, changed, truncated)

    def value(self, name: str) -> Any:
        """Fetch a global of the student's.

        Args:
            name: the name.

        Returns:
            Its value, decoded; a stand-in for a callable or an object.

        Raises:
            StudentLost: the process is gone.
        """
        return self._decode(self._ask(messages.Fetch(name), messages.Got).value)

    def assign(self, name: str, value: Any) -> None:
        """Bind a global of the student's.

        Args:
            name: the name.
            value: data, a function, or something of the student's.

        Raises:
            TypeError: the value cannot be sent.
            StudentLost: the process is gone.
        """
        self._programs.clear()
        self._deleted.discard(name)
        self._ask(messages.Assign(name, Sender(self).encode(value)), messages.Done)

    def delete(self, name: str) -> None:
        """Delete a global of the student's.

        Args:
            name: the name.

        Raises:
            StudentLost: the process is gone.
        """
        self._programs.clear()
        self._deleted.add(name)
        self._ask(messages.Delete(name), messages.Done)

    def close(self) -> None:
        """End the session; the student's process ends, and jax's configuration is what it was."""
        self._connection.quit()
        self._namespace = None
        # jax's caches keep the plans of this session, and with them this object.
        for kept in (
            self._plans,
            self._programs,
            self._stand_ins,
            self._mirrors,
            self._counted,
            self._raised,
        ):
            kept.clear()
        self.shared = SharedContainers()
        jax_internals.update_settings(self._restored)

    # ----------------------------------------------------------------------------------------- calls and programs

    def enter(self, namespace: Namespace, mutable_names: frozenset[str]) -> None:
        """Make a namespace the one whose changes reach the student."""
        self._namespace = namespace
        self.mutable_names = mutable_names

    def call(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call a function on the student's side.

        Args:
            function: a stand-in, an operation, or a function of the test's.
            args: positional arguments; tracers make it a program.
            kwargs: keyword arguments.

        Returns:
            Its decoded result.

        Raises:
            StudentLost: the process is gone.
            Exception: what the student's code raised.
        """
        sender = Sender(self, watching=True)
        parts = sender.reference(function), sender.encode(args), sender.encode(kwargs)
        operands = tuple(sender.traced)
        if not operands and (type(function) is Operation or not jax_internals.is_staging()):
            return self._invoke(messages.Invoke(*parts), sender.watched)
        call = messages.Call(0, *parts)
        plan = Plan(self, call)
        out = iter(student_p.bind(*operands, plan=plan))
        receiver = Receiver(self, out, (call, operands), sender.watched)
        return self._received(receiver, plan.facts().tree)

    def _invoke(self, body: messages.Invoke, watched: list[Any]) -> Any:
        self._programs.clear()
        reply = self._request(body)
        for mutation in reply.mutations:
            self._mutate(watched, mutation)
        got = self._checked(reply, messages.Got)
        return self._received(Receiver(self, watched=watched), got.value)

    def _mutate(self, watched: list[Any], mutation: messages.Mutation) -> None:
        if not 0 <= mutation.index < len(watched):
            raise self.breach("an argument that was not passed")
        x = watched[mutation.index]
        content = self._received(Receiver(self, watched=watched), mutation.content)
        try:
            if isinstance(x, jax.Array):
                x.delete()
            elif isinstance(x, np.ndarray):
                x[...] = content
            elif isinstance(x, Struct):
                if len(content) != len(x._items):
                    raise wire.ProtocolError("the children of a node")
                x._items[:] = content
            else:
                refill(x, content)
        except (wire.ProtocolError, TypeError, ValueError) as error:
            raise self.breach(f"what became of an argument: {error}") from None

    def run_plan(self, plan: Plan, operands: Sequence[Any]) -> list[Any]:
        """Run a plan on values: eagerly, or as it was traced if it was."""
        sender = Sender(self)
        values = sender.items(operands)
        if plan.programs:
            program = next(iter(plan.programs.values()))
            applied = self._ask(messages.Execute(program.number, values), messages.Applied)
            self._learn(program.facts)
        else:
            self._programs.clear()
            applied = self._ask(messages.Apply(plan.message, values), messages.Applied)
            self._learn(applied.facts)
        receiver = Receiver(self)
        out = [self._received(receiver, value) for value in applied.values]
        if not all(isinstance(x, jax.Array) for x in out):
            raise self.breach("a result that is no array")
        return out

    def trace(self, plan: Plan, avals: Sequence[Any]) -> Program:
        """Have a plan traced at abstract values; the same question is asked once."""
        described = tuple(wire_values.aval(a) for a in avals)
        types = tuple((a.dtype, a.shape, a.weak) for a in described)
        key = plan.key, types, jax_internals.settings()
        program = plan.programs.get(key) or self._programs.get(key)
        if program is None:
            traced = self._ask(messages.Trace(plan.message, described), messages.Traced)
            try:
                program = Program(self, traced)
            except wire.ProtocolError as error:
                raise self._connection.break_off(error) from None
        plan.programs[key] = self._programs[key] = program
        self._learn(program.facts)
        return program

    def export(self, number: int, platform: str) -> bytes:
        """Fetch the module of a traced program."""
        exported: messages.Exported = self._ask(messages.Export(number, platform), messages.Exported)
        return exported.data

    def plan_id(self, key: bytes) -> int:
        """Return the number of a plan."""
        return self._plans.setdefault(key, len(self._plans) + 1)

    def facts(self, plan_id: int) -> messages.Facts:
        """Return what the student's side has found out about a plan."""
        try:
            return self._facts[plan_id]
        except KeyError:
            raise self.breach("a plan without its facts") from None

    def _learn(self, facts: Sequence[messages.Facts]) -> None:
        self._facts.update((f.id, f) for f in facts)
