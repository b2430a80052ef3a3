"""What stands in the judge for the student's tree nodes and named tuples: their children are here, their class is there.

One class for each of the student's, registered with jax as a tree node; its static data is a number that means something
to the student's process. Trusted side.
"""

from __future__ import annotations

import collections
import copy
import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

import jax

from gradlab.grade import wire
from gradlab.grade import wire_terms as terms
from gradlab.grade.remote_objects import (
    OPERATORS,
    Operation,
    RemoteFunction,
    apply_remotely,
    is_remote,
    length,
    operator,
)

if TYPE_CHECKING:
    from gradlab.grade.remote_session import Session


class RecordBase(tuple[Any, ...]):
    """Base of the named tuples of a student's class."""

    __slots__ = ()
    __gradlab_apply__ = staticmethod(apply_remotely)
    _ref: ClassVar[terms.Handle]
    _student: ClassVar[Any]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._student.call(Operation("getattr"), (self, name), {})


class Struct:
    """A tree node of the student's: its children are here, its class and static data are there."""

    __slots__ = ()
    __gradlab_struct__ = True
    __gradlab_apply__ = staticmethod(apply_remotely)
    _student: ClassVar[Any]
    _cls: ClassVar[terms.Handle]
    _ref: terms.Node
    _items: list[Any]

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return cls._student.call(RemoteFunction(cls._student, cls._cls), args, kwargs)

    @classmethod
    def _make(cls, ref: terms.Node, items: list[Any]) -> Any:
        made = object.__new__(cls)
        object.__setattr__(made, "_ref", ref)
        object.__setattr__(made, "_items", items)
        return made

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        for path, item in zip(self._ref.paths, self._items, strict=True):
            if path.kind == "attribute" and path.name == name:
                return item
        return self._student.call(Operation("getattr"), (self, name), {})

    def __setattr__(self, name: str, value: Any) -> None:
        for i, path in enumerate(self._ref.paths):
            if path.kind == "attribute" and path.name == name:
                self._items[i] = value
                return
        raise AttributeError(name)

    def __deepcopy__(self, memo: Any) -> Any:
        return type(self)._make(self._ref, copy.deepcopy(self._items, memo))

    def __copy__(self) -> Any:
        return type(self)._make(self._ref, list(self._items))

    def __eq__(self, other: object) -> bool:
        return is_remote(other) and bool(self._student.call(Operation("eq"), (self, other), {}))

    def __hash__(self) -> int:
        return int(self._student.call(Operation("hash"), (self,), {}))

    def __len__(self) -> int:
        return length(self._student.call(Operation("len"), (self,), {}))

    def __iter__(self) -> Iterator[Any]:
        return iter(self._student.call(Operation("list"), (self,), {}))

    def __repr__(self) -> str:
        return str(self._student.call(Operation("repr"), (self,), {}))


for _name in OPERATORS:
    setattr(Struct, f"__{_name}__", operator(_name))


class _Static:
    """The static part of a tree node in a treedef: equal if the student's process says they are one."""

    def __init__(self, ref: terms.Node) -> None:
        self.ref = ref

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Static) and self.ref.token == other.ref.token

    def __hash__(self) -> int:
        return hash(self.ref.token)

    def __repr__(self) -> str:
        return f"{self.ref.name}#{self.ref.token}"


def key_of(path: terms.Path) -> Any:
    """Make jax's key of a step of a path.

    Raises:
        ProtocolError: it is no step.
    """
    tree = jax.tree_util
    match path.kind, path.name:
        case "attribute", str() as name:
            return tree.GetAttrKey(name)
        case "index", int() as index if 0 <= index < wire.ITEMS:
            return tree.SequenceKey(index)
        case "key", key:
            return tree.DictKey(key)
        case "flat", int() as index if 0 <= index < wire.ITEMS:
            return tree.FlattenedIndexKey(index)
    raise wire.ProtocolError("a path")


def struct_class(student: Session, node: terms.Node) -> type[Struct]:
    """Make and register the class of a student's tree nodes.

    Raises:
        ProtocolError: names that are no names.
    """
    members: dict[str, Any] = {"_student": student, "_cls": node.cls, "__slots__": ("_items", "_ref")}
    if node.callable:
        members["__call__"] = lambda self, *args, **kwargs: student.call(self, args, kwargs)
    try:
        cls: Any = type(node.name, (Struct,), members)
        if node.fields is not None:
            cls.__dataclass_fields__ = {name: _field(name) for name in node.fields}
    except (TypeError, ValueError) as error:
        raise wire.ProtocolError(f"a class: {error}") from None

    def flatten(x: Any) -> tuple[list[Any], _Static]:
        return x._items, _Static(x._ref)

    def flatten_with_keys(x: Any) -> tuple[list[tuple[Any, Any]], _Static]:
        return [(key_of(p), item) for p, item in zip(x._ref.paths, x._items, strict=True)], _Static(x._ref)

    jax.tree_util.register_pytree_with_keys(
        cls, flatten_with_keys, lambda static, items: cls._make(static.ref, list(items)), flatten
    )
    return cls  # type: ignore[no-any-return]


def _field(name: str) -> Any:
    made: Any = dataclasses.field()
    made.name = name
    made._field_type = dataclasses._FIELD  # type: ignore[attr-defined]
    return made


def record_class(student: Session, record: terms.Record) -> type[Any]:
    """Make the class of a student's named tuples.

    Raises:
        ProtocolError: names that are no names.
    """
    try:
        base = collections.namedtuple("Record", record.fields)  # type: ignore[misc]
        members = {
            "_ref": record.cls, "_student": student, "__slots__": (), "__gradlab_remote__": True,
        }  # fmt: skip
        return type(record.cls.name or "Record", (RecordBase, base), members)
    except (TypeError, ValueError) as error:
        raise wire.ProtocolError(f"a named tuple: {error}") from None
