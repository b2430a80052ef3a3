"""Slots that somebody else keeps warm, borrowed: a slot takes seconds to start, and none where `gradlab warm` runs.

This side borrows; `standby_keeper` lends. Both are processes of one user on one machine, and talk over a socket in a folder that
is this user's alone. What is lent grades like a slot of one's own: it is one, of the same software. `pool` and whoever calls it
import this room.
"""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import msgspec

from gradlab.grade import orders
from gradlab.grade.report import Graded, Submission
from gradlab.grade.sandbox import SandboxError
from gradlab.grade.settings import Settings, cache_folder, versions
from gradlab.grade.sitting import Abandoned
from gradlab.grade.slot import Slot
from gradlab.notebook import CPU, Notebook

NAME = "standby"
"""Of the socket."""
ANSWER_S = 5.0
"""How long a keeper may take to say whether it lends."""
PATIENCE = 4
"""How often the time of a submission is waited for its marks: a slot tries twice."""
_CREDENTIALS = struct.Struct("3i")


class Borrow(msgspec.Struct, frozen=True, tag="borrow"):
    """Borrower to keeper: lend a slot."""

    versions: dict[str, str]
    """Of the borrower's software: another judge may judge otherwise."""
    settings: Settings
    cache: str
    """The folder for compiled programs; empty: none."""


class Grade(msgspec.Struct, frozen=True, tag="grade"):
    """Borrower to keeper: grade a submission."""

    source: Notebook
    submission: Submission


class Lent(msgspec.Struct, frozen=True, tag="lent"):
    """Keeper to borrower: the slot is yours until you hang up."""


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """Keeper to borrower: no slot."""

    why: str = ""
    """What a person can do something about; empty where all are lent."""


class Result(msgspec.Struct, frozen=True, tag="result"):
    """Keeper to borrower: what grading gave."""

    graded: Graded
    cpu_s: float
    """Processor time of the slot's processes since it was lent."""


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """Keeper to borrower: the sandbox holds no more."""

    layer: str
    what: str
    fix: str


ToKeeper = Borrow | Grade
ToBorrower = Lent | Refused | Result | Failed


class AnySlot(Protocol):
    """A slot, one's own or borrowed."""

    @property
    def cpu_s(self) -> float:
        """Processor time that its processes have used, in seconds."""
        ...

    def grade(self, source: Notebook, submission: Submission) -> Graded:
        """Grade one submission, as `Slot.grade` does."""
        ...

    def abandon(self) -> None:
        """Make a `grade` that runs in another thread end with `Abandoned`."""
        ...

    def close(self) -> None:
        """End it, or give it back."""
        ...


class Start(Protocol):
    """Gets a slot, one's own or a borrowed one."""

    def __call__(self, settings: Settings, *, number: int, of: int) -> AnySlot:
        """Get the slot of a number, from 0, of so many."""
        ...


class Unavailable(Exception):
    """No slot can be borrowed; the message is empty where nobody has to know."""


def folder() -> Path | None:
    """Return the folder of the socket, which is this user's alone; None where there can't be one."""
    base = os.environ.get("XDG_RUNTIME_DIR")
    cache = cache_folder()
    place = Path(base) / "gradlab" if base else cache and cache / "standby"
    if place is None:
        return None
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        found = place.lstat()
    except OSError:
        return None
    private = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077
    return place if private else None


@contextlib.contextmanager
def address(place: Path) -> Iterator[str]:
    """Give the socket's address in a folder, short whatever the folder's path: 107 bytes is all that Unix takes."""
    fd = os.open(place, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{fd}/{NAME}"
    finally:
        os.close(fd)


def peer(sock: socket.socket) -> tuple[int, int]:
    """Return the process and the user at the other end."""
    found = sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    pid, uid, _ = _CREDENTIALS.unpack(found)
    return pid, uid


class BorrowedSlot:
    """A slot that a keeper lends. When the keeper ends, one of one's own takes its place."""

    def __init__(self, settings: Settings, channel: orders.Channel) -> None:
        """Take over a connection over which a slot was lent."""
        self._settings = settings
        self._channel = channel
        self._own: Slot | None = None
        self._lent_s = 0.0
        self._abandoned = False

    @property
    def cpu_s(self) -> float:
        """Processor time that was used here, in seconds."""
        return self._lent_s + (0.0 if self._own is None else self._own.cpu_s)

    def grade(self, source: Notebook, submission: Submission) -> Graded:
        """Grade one submission.

        Raises:
            SandboxError: student code cannot be confined on this machine any more.
            Abandoned: another thread called `abandon`.
        """
        if self._own is None:
            try:
                return self._graded_there(source, submission)
            except (orders.ChannelClosed, orders.ChannelSilent):
                if self._abandoned:
                    raise Abandoned from None
                self._own = Slot(self._settings)
        if self._abandoned:
            raise Abandoned
        return self._own.grade(source, submission)

    def _graded_there(self, source: Notebook, submission: Submission) -> Graded:
        self._channel.send(Grade(source, submission))
        answer, _ = self._channel.receive(PATIENCE * self._settings.submission_s)
        match answer:
            case Result():
                self._lent_s = answer.cpu_s
                return answer.graded
            case Failed():
                raise SandboxError(answer.layer, answer.what, answer.fix)
        raise orders.ChannelClosed("the keeper speaks out of turn")

    def abandon(self) -> None:
        """Make a `grade` that runs in another thread end with `Abandoned`."""
        self._abandoned = True
        with contextlib.suppress(OSError):
            self._channel.sock.shutdown(socket.SHUT_RDWR)
        if self._own is not None:
            self._own.abandon()

    def close(self) -> None:
        """Hang up; end the slot that has taken its place."""
        self._channel.close()
        if self._own is not None:
            self._own.close()


def borrow(settings: Settings) -> BorrowedSlot:
    """Borrow a slot.

    Raises:
        Unavailable: there is no keeper, it grades otherwise, or has lent all.
    """
    place = folder() if settings.platform == CPU else None
    if place is None:
        raise Unavailable
    sock = socket.socket(socket.AF_UNIX)
    channel = orders.Channel(sock, ToBorrower)
    try:
        with address(place) as there:
            sock.connect(there)
        if peer(sock)[1] != os.getuid():
            raise Unavailable
        channel.send(Borrow(versions(), settings.with_cache(None), str(settings.cache or "")))
        answer, _ = channel.receive(ANSWER_S)
        if isinstance(answer, Refused):
            raise Unavailable(answer.why)
        if not isinstance(answer, Lent):
            raise Unavailable("it speaks out of turn: end it and start it again")
    except orders.ChannelSilent:
        channel.close()
        raise Unavailable("it does not answer: end it and start it again") from None
    except (OSError, orders.ChannelClosed):
        channel.close()
        raise Unavailable from None
    except Unavailable:
        channel.close()
        raise
    return BorrowedSlot(settings, channel)


def starter(tell: Callable[[str], None]) -> Start:
    """Return what borrows slots while there are any, and starts the others.

    Args:
        tell: is told once, in a sentence, that slots are borrowed, or why those of a keeper are not used.
    """
    lock, told = threading.Lock(), set[str]()

    def say(line: str) -> None:
        with lock:
            if line not in told:
                told.add(line)
                tell(line)

    def start(settings: Settings, *, number: int, of: int) -> AnySlot:
        try:
            slot = borrow(settings)
        except Unavailable as why:
            if str(why):
                say(f"the slots of `gradlab warm` are not used: {why}")
            return Slot(settings, number=number, of=of)
        say("slots that `gradlab warm` keeps are used")
        return slot

    return start
