"""The globals of one test cell: given names first, the student's names fetched when they are mentioned.

Trusted side.
"""

from __future__ import annotations

import ast
import builtins
import types
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from gradlab.grade.remote_functions import mutated, names_in_classes
from gradlab.grade.remote_objects import Remote

if TYPE_CHECKING:
    from gradlab.grade.remote import Student

_ABSENT = object()
_BUILTINS = frozenset(vars(builtins))
"""A student's `abs` must not be the one that a test compares with."""


class Namespace(dict[str, Any]):
    """The globals of one test cell.

    A name that is not given, no builtin, and defined by the student is fetched when it is first used. What the cell binds or
    deletes of the student's names reaches the student with the next request, also from inside a function (`global`).
    Making one asks the student nothing: what must be there before code runs is asked for by `fetch`, inside the case that
    a loss would belong to.

    Args:
        student: whose names are fetched.
        given: names of the locked cells; they win over the student's.
        source: the test cell, to find the containers its functions change.
        sent: the names of the student's that the cell may change over there, None for all of them. A judge names
            those that the assignment itself defines: else a student who defines `expected` would be sent the
            expected values.
    """

    def __init__(
        self, student: Student, given: dict[str, Any], source: str, *, sent: Collection[str] | None = None
    ) -> None:
        super().__init__(given)
        self.setdefault("__name__", "__main__")
        self.setdefault("__builtins__", builtins)
        self._sent = None if sent is None else frozenset(sent)
        self._given = given
        try:
            tree = ast.parse(source)
        except SyntaxError:
            tree = ast.Module([], [])
        self._mutated = mutated(tree)
        self._in_classes = names_in_classes(tree)
        self._there: dict[str, Any] = {}
        """What the student has under a name, as far as this cell knows."""
        self._stale: dict[str, Remote] = {}
        """Stand-ins for objects of a process that is gone."""
        self._enter(student)

    def _enter(self, student: Student) -> None:
        self._student = student
        self._fetched: dict[str, Any] = {}
        self._there = {name: self._given[name] for name in student.defined if name in self._given}
        student.enter(self, self._mutated)

    def rebind(self, student: Student) -> None:
        """Go on with another process that has run the same cells.

        Values are fetched again. A stand-in that the cell has put elsewhere, as in `g = jax.jit(f)`, stands for the
        new process's function of that name after the next `fetch`. What the cell has changed is changed there as well.

        Args:
            student: the new one.
        """
        fetched = {n: v for n, v in self._fetched.items() if self.get(n, _ABSENT) is v}
        for name in fetched:
            super().__delitem__(name)
        self._stale |= {name: value for name, value in fetched.items() if isinstance(value, Remote)}
        self._enter(student)

    def fetch(self) -> None:
        """Ask the student for what code does not ask for itself: names in class bodies, and stand-ins that were rebound.

        Raises:
            StudentLost: the student is gone.
            Exception: a value of the student's that cannot be sent.
        """
        student = self._student
        for name in sorted(self._stale.keys() & student.names):
            value = self._stale[name]
            value.follow(student.value(name))
            del self._stale[name]
            self._there[name] = self._fetched[name] = value
            super().__setitem__(name, value)
        for name in sorted(self._in_classes & student.names - self.keys() - _BUILTINS):
            # Python looks up the globals of a class's body in a way that does not ask `__missing__`.
            self.__missing__(name)

    def __missing__(self, name: str) -> Any:
        if (
            name.startswith("_")
            or name in _BUILTINS
            or name in self._there
            or name not in self._student.names
        ):
            raise KeyError(name)
        value = self._there[name] = self._fetched[name] = self._student.value(name)
        dict.__setitem__(self, name, value)
        return value

    def __delitem__(self, name: str) -> None:
        if name not in self:
            self.__missing__(name)
        super().__delitem__(name)

    def changes(self) -> list[tuple[str, Any]]:
        """Take what the cell has changed of the student's names.

        Returns:
            Names and their new values; `types.EllipsisType` itself stands for a deleted name.
        """
        found: list[tuple[str, Any]] = []
        for name in sorted(self._student.defined):
            here, there = self.get(name, _ABSENT), self._there.get(name, _ABSENT)
            if here is there or (self._sent is not None and name not in self._sent):
                continue
            if isinstance(here, types.ModuleType) or name.startswith(("_", "test_")):
                continue
            self._there[name] = here
            found.append((name, types.EllipsisType if here is _ABSENT else here))
        return found
