"""Containers of a test's that its functions change on the student's side, as a counter or a log.

Their content travels in with each request and out with its reply. Trusted side.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gradlab.grade import wire
from gradlab.grade import wire_messages as messages
from gradlab.grade import wire_terms as terms


class SharedContainers:
    """The containers of the judge's that travel in and out with each request."""

    def __init__(self) -> None:
        self._containers: list[Any] = []
        self._places: dict[int, int] = {}
        self._sent: dict[int, bytes] = {}

    def __contains__(self, x: Any) -> bool:
        return id(x) in self._places

    def add(self, x: Any) -> None:
        """Share a container from now on."""
        if id(x) not in self._places:
            self._places[id(x)] = len(self._containers)
            self._containers.append(x)

    def place(self, x: Any) -> terms.Shared:
        """Return the reference to a shared container."""
        return terms.Shared(self._places[id(x)])

    def changed(self, encode: Callable[[Any], terms.Value]) -> tuple[messages.SharedValue, ...]:
        """Describe the containers that differ from what the student has.

        Args:
            encode: encodes a value for the student.
        """
        return tuple(
            value for index in range(len(self._containers)) if (value := self._describe(index, encode))
        )

    def _describe(self, index: int, encode: Callable[[Any], terms.Value]) -> messages.SharedValue | None:
        x = self._containers[index]
        if isinstance(x, list | dict | set):
            value = messages.SharedValue(index, encode(x))
        else:
            value = messages.SharedValue(index, encode(vars(x)), encode(type(x)))
        packed = wire.encode(value)
        if self._sent.get(index) == packed:
            return None
        self._sent[index] = packed
        return value

    def take(
        self,
        values: tuple[messages.SharedValue, ...],
        decode: Callable[[Any], Any],
        encode: Callable[[Any], terms.Value],
    ) -> None:
        """Take over what the student's side has put into containers.

        Raises:
            ProtocolError: no such container, or another kind of content.
        """
        for value in values:
            if not 0 <= value.index < len(self._containers):
                raise wire.ProtocolError("a container that was never shared")
            x, content = self._containers[value.index], decode(value.value)
            refill(x, content)
            self._describe(value.index, encode)


def refill(x: Any, content: Any) -> None:
    """Give a container the content of another.

    Raises:
        ProtocolError: the content is of another kind.
    """
    kind = type(x) if isinstance(x, list | dict | set) else dict
    if not isinstance(content, kind):
        raise wire.ProtocolError("another kind of container")
    if isinstance(x, list):
        x[:] = content
    elif isinstance(x, dict | set):
        x.clear()
        x.update(content)
    else:
        if not all(isinstance(name, str) for name in content):
            raise wire.ProtocolError("another kind of container")
        vars(x).clear()
        vars(x).update(content)
