"""The messages between a slot and its judge, and the channel that carries them.

Length-prefixed msgpack over a Unix stream socket; a descriptor may travel with a message. The judge may have run a student's
program, so the slot reads it like a stranger: typed, validated and capped. `slot` and `judge` import this room.
"""

from __future__ import annotations

import select
import socket
import struct
import time
from typing import Any

import msgspec

FRAME_BYTES = 256 << 20
"""The largest message: a notebook's pictures at their caps, with room."""
HEADER = struct.Struct("<Q")


class TaskCell(msgspec.Struct, frozen=True):
    """A code cell of the merged notebook, in order."""

    id: str
    role: str
    """`notebook.Role` as text."""
    source: str
    points: float = 0.0


class Case(msgspec.Struct, frozen=True):
    """A test's case that is decided."""

    test: str
    case: str
    outcome: str
    message: str = ""
    hint: str = ""
    partial: float = 0.0
    """Of a cell of plain asserts: what it gives of its points when it does not give them all."""
    foreign: bool = False
    """Whether the message is in the student's words."""


class Task(msgspec.Struct, frozen=True, tag="task"):
    """Slot to judge: one submission, or what is left of it after an earlier judge was lost."""

    cells: tuple[TaskCell, ...]
    names: tuple[str, ...] = ()
    """Names that the assignment's own unlocked cells define: what a test cell may change on the student's side."""
    imports: tuple[str, ...] = ()
    """Import statements of the assignment's own unlocked cells: what they name is the judge's, not the student's."""
    decided: tuple[Case, ...] = ()
    """Cases an earlier judge decided, or was lost in: not run again."""
    skipped: tuple[str, ...] = ()
    """Student cells that hang or crash: not run again."""
    restarts: int = 5
    """How often the student may still be replaced."""
    test_s: float = 30.0
    cell_s: float = 30.0
    submission_s: float = 300.0
    compiles: bool = True
    """Whether the judge compiles for the students: not after one was lost, since a program may have taken it down."""
    reveal: bool = False
    """Whether messages of hidden tests tell what they compared."""


class StudentIs(msgspec.Struct, frozen=True, tag="student"):
    """Slot to judge: here is a fresh student; its socket travels with the message."""


class Cause(msgspec.Struct, frozen=True, tag="cause"):
    """Slot to judge: how the student ended."""

    outcome: str
    detail: str


class Hello(msgspec.Struct, frozen=True, tag="hello"):
    """Judge to slot: ready; a pidfd of the judge travels with it."""

    found: tuple[tuple[str, str, str, bool], ...] = ()
    """What it has found when it tried its own layers (`probes.Finding`)."""


class WantStudent(msgspec.Struct, frozen=True, tag="want"):
    """Judge to slot: kill the student, if there is one, and give a fresh one."""


class WhyLost(msgspec.Struct, frozen=True, tag="why"):
    """Judge to slot: the student's socket closed, or what came over it made no sense, or no answer came in time."""

    silent: bool = False
    """No answer came; the student may be alive."""


class Running(msgspec.Struct, frozen=True, tag="running"):
    """Judge to slot: a student's cell runs now."""

    cell: str


class Ran(msgspec.Struct, frozen=True, tag="ran"):
    """Judge to slot: what a student's cell printed and drew; `skip`: it hung or crashed."""

    cell: str
    text: str = ""
    images: tuple[bytes, ...] = ()
    error: str = ""
    skip: bool = False
    truncated: bool = False
    """Whether text or pictures of the cell were left out."""


class Began(msgspec.Struct, frozen=True, tag="began"):
    """Judge to slot: a case of a test runs now."""

    test: str
    case: str


class Ended(msgspec.Struct, frozen=True, tag="ended"):
    """Judge to slot: a case is decided."""

    case: Case


class CellJudged(msgspec.Struct, frozen=True, tag="cell"):
    """Judge to slot: the tests of a graded cell, encoded `report.Mark`s."""

    grade_id: str
    marks: bytes


class Done(msgspec.Struct, frozen=True, tag="done"):
    """Judge to slot: every cell is judged."""

    cpu_s: float = 0.0
    restarts: int = 0
    phases: dict[str, float] = {}
    """Seconds of processor time: the judge's own, and what students have told."""


class Broken(msgspec.Struct, frozen=True, tag="broken"):
    """Judge to slot: the grader itself failed."""

    what: str


ToJudge = Task | StudentIs | Cause
ToSlot = Hello | WantStudent | WhyLost | Running | Ran | Began | Ended | CellJudged | Done | Broken


class ChannelClosed(Exception):
    """The other side is gone, or sent what no friend sends."""


class ChannelSilent(Exception):
    """Nothing came in time."""


class Channel:
    """One end of the connection between a slot and its judge."""

    def __init__(self, sock: socket.socket, expects: Any) -> None:
        """Speak over `sock`; messages received must be of the union `expects`."""
        self.sock = sock
        self._decoder: msgspec.msgpack.Decoder[Any] = msgspec.msgpack.Decoder(expects)
        self._encoder = msgspec.msgpack.Encoder()

    def fileno(self) -> int:
        """Return the descriptor, for select."""
        return self.sock.fileno()

    def send(self, message: msgspec.Struct, fd: int | None = None) -> None:
        """Send a message, with a descriptor if given.

        Raises:
            ChannelClosed: the other side is gone.
        """
        body = self._encoder.encode(message)
        header = HEADER.pack(len(body))
        try:
            if fd is None:
                self.sock.sendall(header)
            else:
                socket.send_fds(self.sock, [header], [fd])
            self.sock.sendall(body)
        except OSError as error:
            raise ChannelClosed(str(error)) from None

    def receive(self, timeout_s: float | None = None) -> tuple[Any, int | None]:
        """Receive a message and the descriptor that came with it.

        Args:
            timeout_s: seconds to wait for the whole message; None waits for ever.

        Raises:
            ChannelClosed: the other side is gone, or sent something else than a message.
            ChannelSilent: nothing came in time.
        """
        until = None if timeout_s is None else time.monotonic() + timeout_s
        self._wait(until)
        try:
            header, fds, _, _ = socket.recv_fds(self.sock, HEADER.size, 1)
            while 0 < len(header) < HEADER.size:
                self._wait(until)
                header += self.sock.recv(HEADER.size - len(header)) or self._closed()
            if not header:
                self._closed()
            (size,) = HEADER.unpack(header)
            if size > FRAME_BYTES:
                raise ChannelClosed(f"a message of {size} bytes was announced")
            body = bytearray()
            while len(body) < size:
                self._wait(until)
                body += self.sock.recv(min(1 << 20, size - len(body))) or self._closed()
            return self._decoder.decode(body), (fds[0] if fds else None)
        except OSError as error:
            raise ChannelClosed(str(error)) from None
        except msgspec.MsgspecError as error:
            raise ChannelClosed(f"not a message: {error}") from None

    def close(self) -> None:
        """Close the connection."""
        self.sock.close()

    def _wait(self, until: float | None) -> None:
        left = None if until is None else max(0.0, until - time.monotonic())
        if not select.select([self.sock], [], [], left)[0]:
            raise ChannelSilent

    def _closed(self) -> bytes:
        raise ChannelClosed("the connection was closed")
