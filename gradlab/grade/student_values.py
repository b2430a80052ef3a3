"""The student's side of values: what stays here behind a handle, and what crosses as data.

Objects and callables of the student's are numbered in order of first use; the numbers mean something to this process
alone. Untrusted side: nothing here protects a mark. Imported by the student's process only.
"""

from __future__ import annotations

import dataclasses
import inspect
import io
import operator
import types
from collections.abc import Callable, Iterator
from typing import Any

import jax

from gradlab.grade import wire, wire_decoding, wire_errors, wire_values
from gradlab.grade import wire_messages as messages
from gradlab.grade import wire_terms as terms
from gradlab.grade.student_contents import holds_tracer
from gradlab.grade.student_functions import JudgeFunction, Unpickler
from gradlab.grade.wire_terms import Value
from gradlab.grade.wire_text import scrubbed

TEXT_CHARACTERS = 4000
"""Of a docstring or of a default value in a signature."""

_NAMES = str.split(
    "getitem setitem delitem contains add sub mul truediv floordiv mod pow matmul neg pos abs invert and_ or_ xor "
    "lshift rshift eq ne lt le gt ge call index"
)
OPERATORS: dict[str, Callable[..., Any]] = {name: getattr(operator, name) for name in _NAMES}
"""What the judge may do with an object that stays here."""
OPERATORS.update(
    getattr=getattr, next=next, iter=iter, len=len, list=list, repr=repr, str=str, bool=bool, hash=hash,
    isinstance=isinstance, float=float, int=int,
    radd=lambda a, b: b + a, rsub=lambda a, b: b - a, rmul=lambda a, b: b * a, rtruediv=lambda a, b: b / a,
    rmatmul=lambda a, b: b @ a, rpow=lambda a, b: b**a,
)  # fmt: skip


def _text(x: Any) -> str | None:
    return scrubbed(x[:TEXT_CHARACTERS]) if type(x) is str else None


def _representation(x: Any) -> str:
    try:
        return _text(repr(x)) or "..."
    except Exception:
        return "..."


def _signature(x: Any) -> tuple[terms.Parameter, ...] | None:
    try:
        parameters = inspect.signature(x).parameters.values()
        return tuple(
            terms.Parameter(p.name, int(p.kind), None if p.default is p.empty else _representation(p.default))
            for p in parameters
        )
    except Exception:
        return None


class Objects:
    """What the judge holds references to.

    Args:
        namespace: the globals of the student's notebook.
        callback: asks the judge to call one of its counted functions.
    """

    def __init__(
        self, namespace: dict[str, Any], callback: Callable[[int, tuple[Any, ...], dict[str, Any]], Any]
    ) -> None:
        self.namespace = namespace
        self.shared: dict[int, Any] = {}
        self.traces: dict[int, int] = {}
        self._callback = callback
        self._objects: list[Any] = []
        self._tokens: dict[int, int] = {}
        self._methods: dict[tuple[int, int], types.MethodType] = {}
        self._keys: dict[Any, Any] = {}
        self._nodes: list[tuple[Any, Any]] = []
        self._functions: dict[bytes, Any] = {}
        self._counted: dict[int, JudgeFunction] = {}

    def handle(self, x: Any) -> terms.Handle:
        """Give an object its number and say what the judge may know about it."""
        if isinstance(x, types.MethodType):
            x = self._methods.setdefault((id(x.__self__), id(x.__func__)), x)
        token = self._tokens.get(id(x))
        if token is None:
            token = self._tokens[id(x)] = len(self._objects)
            self._objects.append(x)
        if not callable(x):
            return terms.Handle(token, False, type(x).__name__)
        names: tuple[str, ...] = ()
        if isinstance(x, type) and issubclass(x, BaseException):
            names = tuple(map(wire_errors.qualified, x.__mro__))
        return terms.Handle(
            token, True, type(x).__name__, _text(getattr(x, "__name__", None)), _text(getattr(x, "__doc__", None)),
            names, hasattr(x, "__wrapped__"), _signature(x),
        )  # fmt: skip

    def object(self, token: int) -> Any:
        """Return the object with a number."""
        return self._objects[token]

    def same_key(self, x: Any) -> Any:
        """Return the first object equal to a key of a mapping, so that equal keys have one number."""
        return self._keys.setdefault(x, x)

    def node(self, x: Any, structure: Any) -> int:
        """Give the class and static data of a tree node a number."""
        for token, (known, _) in enumerate(self._nodes):
            try:
                if known == structure:
                    return token
            except Exception:
                continue  # static data without a truth value, as arrays: never equal
        self._nodes.append((structure, x))
        return len(self._nodes) - 1

    def make_node(self, token: int, items: list[Any]) -> Any:
        """Make a tree node of a numbered kind."""
        return jax.tree.unflatten(self._nodes[token][0], items)

    def encode(self, x: Any, places: dict[int, int] | None = None) -> Value:
        """Encode a result.

        Args:
            x: the result.
            places: the watched arguments of the call by their `id`: one of them in the result is that very object.
        """
        return ResultEncoder(self, places).encode(x)

    def decode(self, value: Value) -> Any:
        """Decode an argument without holes."""
        return ArgumentDecoder(self).decode(value)

    def split(self, x: Any) -> tuple[Value, list[Any], list[Any]]:
        """Encode a result of a traced function: its struct, its arrays, and the objects in it that hold tracers."""
        encoder = SplitEncoder(self)
        tree = encoder.encode(x)
        return tree, encoder.arrays, encoder.lazy

    def function(self, value: terms.Function, decoder: ArgumentDecoder) -> Any:
        """Unpickle a function of the test's; the same bytes give the same function."""
        packed = wire.encode(value)
        static = not _has_holes(value.references)
        if static and packed in self._functions:
            return self._functions[packed]
        references = decoder.items(value.references)
        made = Unpickler(io.BytesIO(value.pickle), references).load()
        if static:
            self._functions[packed] = made
        return made

    def counted(self, value: terms.CountedFunction, decoder: ArgumentDecoder) -> JudgeFunction:
        """Return the stand-in for a counted function of the judge's; there is one for each."""
        made = self._counted.get(value.index)
        if made is None:
            made = self._counted[value.index] = JudgeFunction(value.index, self._callback, self.traces)
        if value.function is not None:
            made.take(decoder.decode(value.function))
        return made


def _has_holes(values: list[Value]) -> bool:
    return any(b"\x91\xa1*" in wire.encode(messages.Got(value)) for value in values)


class ResultEncoder(wire_values.Encoder):
    """Encodes what the student's code returns."""

    def __init__(self, objects: Objects, places: dict[int, int] | None = None) -> None:
        self._objects = objects
        self._places = places or {}

    def encode(self, x: Any) -> Value:
        if id(x) in self._places:
            return terms.Argument(self._places[id(x)])
        return super().encode(x)

    def key(self, x: Any) -> Value:
        encoded = super().key(x)
        return (
            self._objects.handle(self._objects.same_key(x)) if isinstance(encoded, terms.Handle) else encoded
        )

    def opaque(self, x: Any) -> Value:
        """Encode what is neither data nor a tree."""
        return self._objects.handle(x)

    def other(self, x: Any) -> Value:
        objects = self._objects
        if isinstance(x, tuple) and hasattr(x, "_fields"):
            return terms.Record(objects.handle(type(x)), tuple(x._fields), self.items(x))
        pairs, structure = jax.tree_util.tree_flatten_with_path(x, is_leaf=lambda y: y is not x)
        if len(pairs) == 1 and pairs[0][1] is x:
            return self.opaque(x)
        fields = tuple(f.name for f in dataclasses.fields(x)) if dataclasses.is_dataclass(x) else None
        return terms.Node(
            objects.node(x, structure), objects.handle(type(x)), type(x).__name__, callable(x),
            tuple(_path(path[-1]) for path, _ in pairs), fields, self.items(item for _, item in pairs),
        )  # fmt: skip


class SplitEncoder(ResultEncoder):
    """Encodes what a traced function returns, its arrays apart."""

    def __init__(self, objects: Objects) -> None:
        super().__init__(objects)
        self.arrays: list[Any] = []
        self.lazy: list[Any] = []

    def array(self, x: Any) -> Value:
        self.arrays.append(x)
        return terms.Hole()

    def typed(self, x: Any) -> Value:
        return self.array(x)

    def opaque(self, x: Any) -> Value:
        if not holds_tracer(x):
            return super().opaque(x)
        self.lazy.append(x)
        return terms.Lazy(len(self.lazy) - 1, callable(x), type(x).__name__)


def _path(key: Any) -> terms.Path:
    if hasattr(key, "name"):
        return terms.Path("attribute", key.name)
    if hasattr(key, "idx"):
        return terms.Path("index", key.idx)
    name = getattr(key, "key", 0)
    kind = "flat" if type(key).__name__.startswith("Flat") else "key"
    return terms.Path(kind, name if isinstance(name, int | str) else repr(name))


class ArgumentDecoder(wire_decoding.Decoder):
    """Decodes what the judge sends.

    Args:
        objects: what the judge holds references to.
        holes: the traced arrays.
    """

    def __init__(self, objects: Objects, holes: Iterator[Any] | None = None) -> None:
        super().__init__(holes)
        self._objects = objects
        self.watched: dict[int, Any] = {}

    def other(self, value: Value) -> Any:
        objects = self._objects
        match value:
            case terms.Handle():
                return objects.object(value.token)
            case terms.Name():
                return objects.namespace[value.name]
            case terms.Operator():
                return OPERATORS[value.name]
            case terms.Node():
                return objects.make_node(value.token, self.items(value.items))
            case terms.Record():
                return self.decode(value.cls)(*self.items(value.items))
            case terms.Lazy():
                function, args = self.decode(value.function), self.decode(value.args)
                return objects.split(function(*args, **self.decode(value.kwargs)))[2][value.index]
            case terms.Function():
                return objects.function(value, self)
            case terms.CountedFunction():
                return objects.counted(value, self)
            case terms.Shared():
                return objects.shared[value.index]
            case terms.Watched():
                made = self.watched[value.index] = self.decode(value.value)
                return made
            case terms.Argument():
                return self.watched[value.index]
        raise TypeError(type(value).__name__)
