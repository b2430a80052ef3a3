"""The judge's side of values: what may be sent to a student, and what a student's answer may become.

Trusted side. Decoding makes data, and stand-ins for what stays with the student; it never unpickles.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import jax
import numpy as np

from gradlab.grade import remote_functions, wire_decoding, wire_values
from gradlab.grade import wire_messages as messages
from gradlab.grade import wire_terms as terms
from gradlab.grade.remote_objects import Operation, Remote, RemoteFunction
from gradlab.grade.remote_trees import Struct, key_of
from gradlab.grade.wire_terms import Value
from gradlab.grade.wire_values import FLOAT0, Tracer

if TYPE_CHECKING:
    from gradlab.grade.remote_session import Session

_ITERATORS: tuple[type, ...] = (
    types.GeneratorType, zip, map, filter, enumerate,
    type(iter([])), type({}.values()), type({}.keys()), type({}.items()),
)  # fmt: skip


def _is_mutable(x: Any) -> bool:
    if type(x) in (list, dict) or isinstance(x, Struct):
        return True
    if isinstance(x, np.ndarray):
        return x.dtype != FLOAT0 and str(x.dtype) in wire_values.DTYPES
    return isinstance(x, jax.Array) and not isinstance(x, Tracer) and not wire_values.is_key(x)


class Sender(wire_values.Encoder):
    """Encodes the test's values for the student.

    Args:
        student: for whom.
        watching: whether mutable values are watched, so that what the student does to them is reported.
    """

    def __init__(self, student: Session, watching: bool = False) -> None:
        self._student = student
        self._places: dict[int, int] | None = {} if watching else None
        self._inside: set[int] = set()
        self.watched: list[Any] = []
        self.traced: list[Any] = []

    def encode(self, x: Any) -> Value:
        places = self._places
        if places is None or not _is_mutable(x):
            return super().encode(x)
        place = places.get(id(x))
        if place is not None:
            return terms.Argument(place)
        place = places[id(x)] = len(self.watched)
        self.watched.append(x)
        return terms.Watched(place, super().encode(x))

    def array(self, x: jax.Array) -> Value:
        if isinstance(x, Tracer):
            self.traced.append(x)
            return terms.Hole()
        return wire_values.device_array(x)

    def other(self, x: Any) -> Value:
        if isinstance(x, Remote):
            self._own(x)
            self.traced.extend(x._operands)
            return x._ref
        if isinstance(x, Struct):
            self._own(x)
            ref = x._ref
            return terms.Node(
                ref.token, ref.cls, ref.name, ref.callable, ref.paths, ref.fields, self._plain(x._items)
            )
        if type(x) is Operation:
            return terms.Operator(x.name)
        cls = type(x)
        if isinstance(x, tuple) and getattr(cls, "__gradlab_remote__", False) is True:
            return terms.Record(cls._ref, (), self.items(x))
        if isinstance(x, type) and "__gradlab_remote__" in vars(x):
            return x._ref  # type: ignore[attr-defined,no-any-return]
        if isinstance(x, _ITERATORS):
            return terms.Bag("iterator", self.items(x))
        if isinstance(x, jax.Ref):
            raise TypeError("a mutable array (jax.Ref) cannot be passed to the student's process")
        if remote_functions.is_counted(x):
            return self._counted(x)
        return self._function(x)

    def _own(self, x: Any) -> None:
        if x._student is not self._student:
            raise TypeError("an object of another submission")

    def reference(self, x: Any) -> Value:
        """Encode something that is not watched itself, as the function that is called."""
        places, self._places = self._places, None
        try:
            return self.encode(x)
        finally:
            self._places = places

    def _plain(self, items: list[Any]) -> list[Value]:
        # The children of a watched node are reported with it.
        places, self._places = self._places, None
        try:
            return self.items(items)
        finally:
            self._places = places

    def _counted(self, x: Any) -> Value:
        index = self._student.counted(x)
        if index in self._inside:  # it refers to itself
            return terms.CountedFunction(index, None)
        self._inside.add(index)
        try:
            return terms.CountedFunction(index, self._function(x.function))
        except TypeError:  # it cannot travel, and need not as long as it is called on values
            return terms.CountedFunction(index, None)
        finally:
            self._inside.discard(index)

    def _function(self, x: Any) -> Value:
        shared = self._student.shared
        if shared.__contains__(x):
            return shared.place(x)
        for container in remote_functions.captured(x, self._student.mutable_names):
            shared.add(container)
        if shared.__contains__(x):
            return shared.place(x)
        pickle, references = remote_functions.pickled(x, shared.__contains__)
        return terms.Function(
            pickle, [shared.place(r) if r in shared else self.reference(r) for r in references]
        )


class Receiver(wire_decoding.Decoder):
    """Decodes what a student has answered.

    Args:
        student: who.
        holes: the arrays that a program returned.
        origin: the call that the answer is of, and its traced operands.
        watched: the arguments that the answer may mention.
    """

    def __init__(
        self,
        student: Session,
        holes: Iterator[Any] | None = None,
        origin: tuple[messages.Call, tuple[Any, ...]] | None = None,
        watched: list[Any] | None = None,
    ) -> None:
        super().__init__(holes)
        self._student = student
        self._origin = origin
        self._watched = watched or []

    def other(self, value: Value) -> Any:
        student = self._student
        match value:
            case terms.Handle():
                return student.stand_in(value)
            case terms.Lazy() if self._origin is not None:
                call, operands = self._origin
                ref = terms.Lazy(
                    value.index, value.callable, value.type_name, call.function, call.args, call.kwargs
                )
                return (RemoteFunction if value.callable else Remote)(student, ref, operands)
            case terms.Node() if len(value.paths) == len(value.items):
                for path in value.paths:
                    key_of(path)
                return student.struct_class(value)._make(value, self.items(value.items))
            case terms.Record() if len(value.fields) == len(value.items):
                return student.record_class(value)(*self.items(value.items))
            case terms.Argument() if 0 <= value.index < len(self._watched):
                return self._watched[value.index]
        return super().other(value)
