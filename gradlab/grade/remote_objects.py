"""What stands in the judge for the student's objects and callables; tree nodes and named tuples are `remote_trees`.

Each operation on one of them is a request. Operators work among the student's own objects only: an object whose
`__eq__` or `__lt__` always pleases gains nothing. Nothing of theirs is evaluated here; what is shown (a name, a
docstring, a signature) came as text. Trusted side.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from gradlab.grade import wire
from gradlab.grade import wire_terms as terms

if TYPE_CHECKING:
    from gradlab.grade.remote_session import Session

_ALWAYS = frozenset(str.split("getitem contains float int index neg pos abs"))
OPERATORS = str.split(
    "getitem setitem delitem contains add sub mul truediv floordiv mod pow matmul neg pos abs lt le gt ge "
    "radd rsub rmul rtruediv rmatmul rpow float int index"
)


@dataclasses.dataclass(frozen=True)
class Operation:
    """A function of Python's that is to be run on the student's side."""

    name: str


def apply_remotely(x: Any, function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    """Run a function of the test's where the student's object lives (`check.apply` calls this).

    Args:
        x: any object of the student's among the arguments.
        function: the test's function; it travels by value.
        args: its positional arguments.
        kwargs: its keyword arguments.

    Returns:
        Its decoded result.
    """
    return x._student.call(function, tuple(args), dict(kwargs))


def operator(name: str) -> Callable[..., Any]:
    """Make the special method for an operator."""

    def operate(self: Any, *others: Any) -> Any:
        if name not in _ALWAYS and not all(is_remote(x) for x in others):
            return NotImplemented
        return self._student.call(Operation(name), (self, *others), {})

    operate.__name__ = f"__{name}__"
    return operate


def is_remote(x: Any) -> bool:
    """Tell whether an object stands for one of the student's."""
    return isinstance(x, Remote) or getattr(type(x), "__gradlab_struct__", False) is True


class Remote:
    """An object of the student's.

    Args:
        student: whose.
        ref: what it is called on the wire.
        operands: the traced arrays in `ref`.
    """

    __slots__ = ("__weakref__", "_operands", "_ref", "_student")  # no __dict__: functools.wraps would copy it
    __gradlab_remote__ = True
    __gradlab_apply__ = staticmethod(apply_remotely)

    def __init__(
        self, student: Session, ref: terms.Handle | terms.Lazy, operands: tuple[Any, ...] = ()
    ) -> None:
        self._student = student
        self._ref = ref
        self._operands = operands

    def _ask(self, operation: str, *args: Any) -> Any:
        return self._student.call(Operation(operation), (self, *args), {})

    def __getattr__(self, name: str) -> Any:
        ref = self._ref
        if name == "__qualname__" and ref.callable:
            return self._called
        if name.startswith("__") and not (name == "__wrapped__" and getattr(ref, "wraps", False)):
            raise AttributeError(name)
        return self._ask("getattr", name)

    def follow(self, other: Any) -> None:
        """Stand for another object from now on, of a process that replaces the lost one."""
        if isinstance(other, Remote):
            self._student, self._ref, self._operands = other._student, other._ref, other._operands

    @property
    def _called(self) -> str:
        return getattr(self._ref, "name", None) or self._ref.type_name

    def _same(self, other: Any) -> bool:
        return (
            isinstance(other, Remote)
            and other._student is self._student
            and isinstance(self._ref, terms.Handle)
            and isinstance(other._ref, terms.Handle)
            and other._ref.token == self._ref.token
        )

    def __eq__(self, other: object) -> bool:
        if self is other or self._same(other):
            return True
        return not self._ref.callable and is_remote(other) and bool(self._ask("eq", other))

    def __hash__(self) -> int:
        ref = self._ref
        return hash((id(self._student), ref.token if isinstance(ref, terms.Handle) else id(self)))

    def __bool__(self) -> bool:
        return self._ref.callable or bool(self._ask("bool"))

    def __next__(self) -> Any:
        return self._ask("next")

    def __iter__(self) -> Iterator[Any]:
        return iter(self._ask("list"))

    def __len__(self) -> int:
        return length(self._ask("len"))

    def __deepcopy__(self, memo: Any) -> Remote:
        return self

    def __repr__(self) -> str:
        return f"<student's {self._called}>" if self._ref.callable else str(self._ask("repr"))

    def __instancecheck__(self, instance: Any) -> bool:
        return bool(self._student.call(Operation("isinstance"), (instance, self), {}))


def length(x: Any) -> int:
    """Check what the student's side gives as a length."""
    if type(x) is not int or not 0 <= x < wire.FRAME_BYTES:
        raise TypeError("len() of this object is no length")
    return x


class _Default:
    """The default of a parameter: only how it prints."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


class RemoteFunction(Remote):
    """A callable of the student's: call it, transform it, lower it."""

    __slots__ = ()
    __module__ = "__main__"

    def __mro_entries__(self, bases: Any) -> tuple[type, ...]:
        raise TypeError("a student's class cannot be subclassed in a test: use check.apply")

    @property
    def __name__(self) -> str:
        return self._called

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]
        return getattr(self._ref, "doc", None)

    @property
    def __signature__(self) -> inspect.Signature:
        parameters = getattr(self._ref, "signature", None)
        if parameters is None:
            raise AttributeError("__signature__")
        return inspect.Signature([_parameter(p) for p in parameters])

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._student.call(self, args, kwargs)


def _parameter(p: terms.Parameter) -> inspect.Parameter:
    empty = inspect.Parameter.empty
    default = empty if p.default is None else _Default(p.default)
    return inspect.Parameter(p.name, inspect._ParameterKind(p.kind), default=default)


for _name in OPERATORS:
    setattr(Remote, f"__{_name}__", operator(_name))
