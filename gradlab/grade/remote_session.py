"""The conversation with one student's process, below what a judge uses: settings, errors, values, callbacks.

`remote.Student` is built on it. Trusted side.
"""

from __future__ import annotations

import builtins
import socket
import sys
import time
import warnings
from typing import Any

import msgspec

from gradlab.grade import jax_internals, phases, remote_trees, wire, wire_errors
from gradlab.grade import wire_messages as messages
from gradlab.grade import wire_terms as terms
from gradlab.grade.compiler import Compiler
from gradlab.grade.remote_connection import Connection, Diagnosis, StudentLost
from gradlab.grade.remote_containers import SharedContainers
from gradlab.grade.remote_namespace import Namespace
from gradlab.grade.remote_objects import Remote, RemoteFunction
from gradlab.grade.remote_trees import Struct
from gradlab.grade.remote_values import Receiver, Sender
from gradlab.grade.wire_text import NAME_CHARACTERS, OUTPUT_CHARACTERS, named, plain, scrubbed

_WARNINGS = {n: c for n, c in vars(builtins).items() if isinstance(c, type) and issubclass(c, Warning)}
WARNINGS = 20
"""Of one call."""
PRINTED_CHARACTERS = 1_000_000
"""Of all calls of one student: a test may call a thousand times, and what it prints is kept until it ends."""
CODE_BYTES = 32 << 20
"""Of the programs that the judge compiles for one student: they stay in its cache, and a notebook of the course has 1 MB."""
_MIRRORED = frozenset(str.split("enable_x64 numpy_rank_promotion numpy_dtype_promotion default_prng_impl"))
"""Settings that a student's cell may make for the tests as well. Not `disable_jit`: tests must trace; not the precision of
products: a judge on a GPU has pinned it."""


class Session:
    """Requests with all that travels beside them.

    Args:
        sock: the judge's end of the connection.
        diagnose: asked for (outcome, detail) when the socket closes, the protocol is broken, or no answer comes.
        compiler: compiles for the student's process; None: it compiles for itself.
    """

    def __init__(
        self, sock: socket.socket, diagnose: Diagnosis | None, compiler: Compiler | None = None
    ) -> None:
        self._compiler = compiler
        compiles = None if compiler is None else self._compiled
        self._connection = Connection(sock, diagnose, self._answer, compiles)
        self._restored = jax_internals.settings()
        self._theirs: tuple[Any, ...] | None = None
        self._namespace: Namespace | None = None
        self._syncing = False
        self._stand_ins: dict[Any, Any] = {}
        self._mirrors: dict[tuple[str, type[Exception]], type[Exception]] = {}
        self._counted: list[Any] = []
        self._raised: list[BaseException] = []
        self._printable = PRINTED_CHARACTERS
        self._codeable = CODE_BYTES
        self.spent: phases.Seconds = {}
        """Processor time by phase, as the student's side tells it."""
        self.shared = SharedContainers()
        self.mutable_names: frozenset[str] = frozenset()

    def assign(self, name: str, value: Any) -> None:
        """Bind a global of the student's; `Student` says more."""
        raise NotImplementedError

    def delete(self, name: str) -> None:
        """Delete a global of the student's; `Student` says more."""
        raise NotImplementedError

    def call(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call a function on the student's side; `Student` says more."""
        raise NotImplementedError

    # -------------------------------------------------------------------------------------------------- requests

    def _request(self, body: Any, *, mine: bool = True) -> messages.Reply:
        self._synchronize()
        settings = jax_internals.settings()
        differ = mine and self._theirs is not None and settings != self._theirs
        encode = Sender(self).encode
        reply = self._connection.exchange(body, settings if differ else None, self.shared.changed(encode))
        compiling = phases.claimed(reply.compile_s)
        for phase, seconds in (
            (phases.OF_REQUESTS.get(type(body).__name__, "calls"), phases.claimed(reply.cpu_s) - compiling),
            ("student compile", compiling),
        ):
            self.spent[phase] = self.spent.get(phase, 0.0) + seconds
        if reply.settings is not None:
            self._take_settings(reply.settings)
        try:
            self.shared.take(reply.shared, self._decode, encode)
        except wire.ProtocolError as error:
            raise self._connection.break_off(error) from None
        for index, count in reply.traces:
            if 0 <= index < len(self._counted) and 0 < count < wire.CALLBACKS:
                self._counted[index].calls += count
        if reply.printed and self._printable > 0:
            printed = plain(reply.printed, OUTPUT_CHARACTERS + NAME_CHARACTERS)
            sys.stdout.write(printed[: self._printable])
            self._printable -= len(printed)
        for warned in reply.warnings[:WARNINGS]:
            warnings.warn(scrubbed(warned.text), _WARNINGS.get(warned.category, UserWarning), stacklevel=5)
        return reply

    def _synchronize(self) -> None:
        if self._namespace is None or self._syncing:
            return
        self._syncing = True
        try:
            for name, value in self._namespace.changes():
                if value is type(...):
                    self.delete(name)
                else:
                    self.assign(name, value)
        finally:
            self._syncing = False

    def _take_settings(self, values: tuple[Any, ...]) -> None:
        if len(values) != len(jax_internals.SETTINGS):
            raise self.breach("the settings")
        first, self._theirs = self._theirs is None, values
        now = list(jax_internals.settings())
        if first and values == self._restored:
            return
        for i, name in enumerate(jax_internals.SETTINGS):
            if name in _MIRRORED and type(values[i]) is type(now[i]):
                now[i] = values[i]
        try:
            jax_internals.update_settings(now)
        except Exception:
            raise self.breach("the settings") from None

    def _ask(self, body: Any, kind: type[Any]) -> Any:
        return self._checked(self._request(body), kind)

    def _checked(self, reply: messages.Reply, kind: type[Any]) -> Any:
        if reply.error is not None:
            raise self._exception(reply.error) from None
        return self._result(reply, kind)

    def _result(self, reply: messages.Reply, kind: type[Any]) -> Any:
        if type(reply.result) is not kind:
            raise self.breach("an answer of another kind")
        return reply.result

    def breach(self, what: str) -> StudentLost:
        """Give the student up for an answer that cannot be right."""
        return self._connection.break_off(wire.ProtocolError(what))

    def _exception(self, error: messages.Error) -> BaseException:
        if error.raised is not None and 0 <= error.raised < len(self._raised):
            return self._raised[error.raised]
        made = wire_errors.rebuild(error, self._mirror)
        made.__gradlab_foreign__ = True  # type: ignore[attr-defined]
        if error.lines:
            lines = tuple(scrubbed(line) for line in error.lines)
            made.__student_lines__ = lines  # type: ignore[attr-defined]
            made.add_note("in your code:\n  " + "\n  ".join(lines))
        if isinstance(made, MemoryError) or error.text.startswith("RESOURCE_EXHAUSTED"):
            made.__gradlab_outcome__ = "memory"  # type: ignore[attr-defined]
        return made

    def _mirror(self, name: str, base: type[Exception]) -> type[Exception]:
        known = self._mirrors.get((name, base))
        if known is None:
            self._count_classes()
            known = self._mirrors[name, base] = type(name, (base,), {})
        return known

    # ---------------------------------------------------------------------------------------------------- values

    def _decode(self, value: terms.Value) -> Any:
        return self._received(Receiver(self), value)

    def _received(self, receiver: Receiver, value: terms.Value) -> Any:
        try:
            return receiver.decode(value)
        except (wire.ProtocolError, RecursionError, OverflowError, ValueError) as error:
            raise self._connection.break_off(wire.ProtocolError(str(error))) from None

    def stand_in(self, handle: terms.Handle) -> Any:
        """Return what stands here for an object of the student's; an exception class can be caught."""
        if handle.mro:
            base = next((wire_errors.ALLOWED[n] for n in handle.mro if n in wire_errors.ALLOWED), Exception)
            cls: Any = self._mirror(named(handle.mro[0], base.__name__), base)
            cls._ref, cls.__gradlab_remote__ = handle, True
            return cls
        handle = msgspec.structs.replace(
            handle,
            type_name=plain(handle.type_name, NAME_CHARACTERS),
            name=None if handle.name is None else plain(handle.name, NAME_CHARACTERS),
            doc=None if handle.doc is None else plain(handle.doc),
        )
        return (RemoteFunction if handle.callable else Remote)(self, handle)

    def struct_class(self, node: terms.Node) -> type[Struct]:
        """Return the class for the tree nodes of one of the student's classes."""
        key = "node", node.cls.token, node.callable
        if key not in self._stand_ins:
            self._count_classes(len(node.fields or ()))
            self._stand_ins[key] = remote_trees.struct_class(self, node)
        return self._stand_ins[key]  # type: ignore[no-any-return]

    def record_class(self, record: terms.Record) -> type[Any]:
        """Return the class for the named tuples of one of the student's classes."""
        key = "record", record.cls.token, record.fields
        if key not in self._stand_ins:
            self._count_classes(len(record.fields))
            self._stand_ins[key] = remote_trees.record_class(self, record)
        return self._stand_ins[key]  # type: ignore[no-any-return]

    def _count_classes(self, fields: int = 0) -> None:
        if len(self._stand_ins) + len(self._mirrors) >= wire.CLASSES or fields > wire.CLASSES:
            raise self.breach("too many classes")

    # ------------------------------------------------------------------------------------------------- callbacks

    def counted(self, x: Any) -> int:
        """Return the number under which the student may call back a counted function."""
        for index, known in enumerate(self._counted):
            if known is x:
                return index
        self._counted.append(x)
        return len(self._counted) - 1

    def _compiled(self, text: bytes) -> bytes | None:
        if self._compiler is None or self._codeable <= 0:
            return None
        with phases.spent_in(self.spent, "shared compile", time.process_time):  # with the compiler's threads
            code = self._compiler.compiled(text)
        self._codeable -= len(code or b"")
        return code

    def _answer(self, callback: messages.Callback) -> messages.Answer:
        if not 0 <= callback.function < len(self._counted):
            raise wire.ProtocolError("a function that was never given out")
        receiver = Receiver(self)
        args, kwargs = receiver.decode(callback.args), receiver.decode(callback.kwargs)
        if type(args) is not tuple or type(kwargs) is not dict or not all(type(k) is str for k in kwargs):
            raise wire.ProtocolError("the arguments of a callback")
        seq, number = callback.seq, callback.number
        try:
            with jax_internals.eager():
                value = self._counted[callback.function](*args, **kwargs)
                return messages.Answer(seq, number, Sender(self).encode(value))
        except (StudentLost, KeyboardInterrupt, wire.ProtocolError):
            raise
        except BaseException as error:
            self._raised.append(error)
            return messages.Answer(
                seq, number, None, wire_errors.describe(error, raised=len(self._raised) - 1)
            )
