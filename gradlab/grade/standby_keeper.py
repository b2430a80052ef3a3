"""Keeps slots warm and lends them, one borrower a slot, for as long as the process lives that keeps them (`gradlab warm`).

A borrower who hangs up while a submission is graded takes nothing along: that slot is replaced. `cli` imports this room.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import queue
import select
import socket
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from gradlab.complaint import Complaint
from gradlab.grade import orders, standby
from gradlab.grade.report import Graded, Submission
from gradlab.grade.sandbox import SandboxError
from gradlab.grade.settings import Settings, versions
from gradlab.grade.sitting import Abandoned
from gradlab.grade.slot import Slot
from gradlab.notebook import Notebook

HELLO_S = 5.0
"""How long who connects may take to say what it wants."""
Rehearsal = tuple[Notebook, Submission]
"""What each slot grades before it is lent: a source, and a submission to it."""


class StandbyError(Complaint):
    """Slots cannot be kept here."""


class Keeper:
    """Slots that wait to be borrowed."""

    def __init__(
        self,
        settings: Settings,
        *,
        slots: int,
        rehearsals: Sequence[Rehearsal] = (),
        tell: Callable[[str], None],
    ) -> None:
        """Start the slots, and let each grade what is to be rehearsed.

        Args:
            settings: with the limits and the folder for compiled programs that borrowers have.
            slots: how many.
            rehearsals: what each slot grades first, so that programs are compiled and its judge has judged.
            tell: is told what happens, a line each.

        Raises:
            StandbyError: another process of this user keeps slots already, or there is no private folder.
            SandboxError: student code cannot be confined here.
        """
        self._settings, self._of, self._rehearsals, self._tell = settings, slots, rehearsals, tell
        self._slots: list[Slot] = []
        self._free: queue.SimpleQueue[Slot] = queue.SimpleQueue()
        self._closed = False
        self._change = threading.Lock()
        self._borrowers: dict[threading.Thread, socket.socket] = {}
        self._listening: socket.socket | None = None
        self._lock = _lock()
        try:
            self._start_all()
            self._listening = _listen()
        except BaseException:
            self.close()
            raise

    def serve(self) -> None:
        """Lend slots until interrupted, or closed by another thread."""
        assert self._listening is not None
        while True:
            try:
                sock, _ = self._listening.accept()
            except OSError:
                if self._closed:
                    return
                raise
            pid, uid = standby.peer(sock)
            if uid != os.getuid():
                sock.close()
                continue
            borrower = threading.Thread(target=self._serve, args=(sock, pid), daemon=True)
            self._borrowers = {thread: s for thread, s in self._borrowers.items() if thread.is_alive()}
            self._borrowers[borrower] = sock
            borrower.start()

    def close(self) -> None:
        """End the slots; who has borrowed one goes on with one of their own."""
        with self._change:
            self._closed = True
            slots = list(self._slots)
        if self._listening is not None:
            self._listening.shutdown(socket.SHUT_RDWR)  # wakes up who waits in `serve`
            self._listening.close()
            (_folder() / standby.NAME).unlink(missing_ok=True)
        for slot in slots:
            slot.abandon()
        for borrower, sock in self._borrowers.items():
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            borrower.join()
        for slot in slots:
            slot.close()
        os.close(self._lock)

    # ---- slots

    def _start_all(self) -> None:
        faults: list[BaseException] = []

        def start(number: int) -> None:
            try:
                self._free.put(self._started(number))
            except BaseException as fault:
                faults.append(fault)

        threads = [threading.Thread(target=start, args=(n,), daemon=True) for n in range(self._of)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if faults:
            raise faults[0]

    def _started(self, number: int) -> Slot:
        slot = Slot(self._settings, number=number, of=self._of)
        with self._change:
            self._slots.append(slot)
            if self._closed:
                slot.abandon()
        for source, submission in self._rehearsals:
            slot.prepare(source)
            slot.grade(source, submission)
        slot.forget_costs()
        return slot

    def _replace(self, slot: Slot) -> None:
        with self._change:
            if self._closed:
                return
            self._slots.remove(slot)
        slot.close()
        try:
            self._free.put(self._started(0))
        except Abandoned:
            return
        except (SandboxError, OSError) as error:
            self._tell(f"a slot could not be started again, {len(self._slots)} are left: {error}")

    # ---- borrowers

    def _serve(self, sock: socket.socket, pid: int) -> None:
        """Lend a slot to one borrower until it hangs up."""
        channel = orders.Channel(sock, standby.ToKeeper)
        with contextlib.closing(sock), contextlib.suppress(orders.ChannelClosed, orders.ChannelSilent):
            wanted, _ = channel.receive(HELLO_S)
            if not isinstance(wanted, standby.Borrow):
                return
            why = self._unfit(wanted)
            if why:
                channel.send(standby.Refused(why))
                return
            try:
                slot = self._free.get_nowait()
            except queue.Empty:
                channel.send(standby.Refused())
                return
            slot.settings = wanted.settings.with_cache(self._settings.cache)
            if not self._lend(slot, channel, pid):
                self._replace(slot)
                return
            self._free.put(slot)

    def _lend(self, slot: Slot, channel: orders.Channel, pid: int) -> bool:
        """Grade what a borrower sends until it hangs up, and tell whether the slot can be lent again."""
        count, before = 0, slot.cpu_s
        try:
            channel.send(standby.Lent())
            while True:
                wanted, _ = channel.receive()
                if not isinstance(wanted, standby.Grade):
                    return True
                found = _watched(slot, wanted, channel)
                if isinstance(found, BaseException):
                    if isinstance(found, SandboxError):
                        channel.send(standby.Failed(found.layer, found.what, found.fix))
                    return False
                count += 1
                channel.send(standby.Result(found, slot.cpu_s - before))
        except orders.ChannelClosed:
            return True
        finally:
            if count:
                self._tell(f"{count} submission{'s' * (count != 1)} graded for process {pid}")

    def _unfit(self, wanted: standby.Borrow) -> str:
        """Return why nothing is lent to somebody; empty if it is."""
        ours = self._settings
        if wanted.versions != versions(ours.platform):
            return "it runs other software: end it and start it again"
        if wanted.cache != str(ours.cache or ""):
            return f"it keeps compiled programs in {ours.cache or 'no folder'}: start it with the same XDG_CACHE_HOME"
        if wanted.settings.platform != ours.platform or wanted.settings.limits != ours.limits:
            return "it grades under other limits"
        return ""


def _watched(slot: Slot, wanted: standby.Grade, channel: orders.Channel) -> Graded | BaseException:
    """Grade a submission, and give up when the borrower hangs up.

    Returns:
        What grading gave, or why the slot can be used no more.
    """
    ended, end = socket.socketpair()
    found: list[Graded | BaseException] = []

    def grade() -> None:
        try:
            found.append(slot.grade(wanted.source, wanted.submission))
        except BaseException as fault:
            found.append(fault)
        end.close()

    with ended:
        thread = threading.Thread(target=grade, daemon=True)
        thread.start()
        # A borrower waits for the answer: whatever comes before it is its leaving.
        left = ended not in select.select([ended, channel.sock], [], [])[0]
        if left:
            slot.abandon()
        thread.join()
    return Abandoned() if left else found[0]


def _folder() -> Path:
    place = standby.folder()
    if place is None:
        raise StandbyError(
            "there is no folder that is yours alone, where other commands would find the slots",
            "set XDG_RUNTIME_DIR, or XDG_CACHE_HOME, to a folder of yours that nobody else may enter",
        )
    return place


def _lock() -> int:
    """Become the one who keeps slots.

    Raises:
        StandbyError: somebody does.
    """
    fd = os.open(_folder() / f"{standby.NAME}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        pid = os.read(fd, 20).decode() or "unknown"
        os.close(fd)
        raise StandbyError(
            f"slots are kept warm already, by process {pid}", "use them, or end that process first"
        ) from None
    os.truncate(fd, 0)
    os.pwrite(fd, str(os.getpid()).encode(), 0)
    return fd


def _listen() -> socket.socket:
    place = _folder()
    (place / standby.NAME).unlink(missing_ok=True)
    sock = socket.socket(socket.AF_UNIX)
    with standby.address(place) as here:
        sock.bind(here)
    sock.listen()
    return sock
