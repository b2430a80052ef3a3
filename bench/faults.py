"""Faults of the machine, brought on from outside while a class is graded: processes killed or stopped, things used up.

A fault begins, lasts for some seconds and is undone; a killed process stays dead. It works on a process tree that it finds in
/proc, and on the course's files. It decides nothing about marks: `soak` looks what became of them.
"""

from __future__ import annotations

import contextlib
import os
import random
import resource
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

VICTIMS = ("main", "judge", "nursery", "student")
RECORDING = ("kill main", "stop main", "disk full", "descriptors of main", "memory of main", "locked gradebook",
             "unwritable autograded")  # fmt: skip
"""What can go wrong while marks are put into the gradebook."""
JUDGING = (*(f"kill {one}" for one in VICTIMS), *(f"stop {one}" for one in VICTIMS), "disk full", "descriptors of main",
           "descriptors of judge", "memory of main", "memory of judge")  # fmt: skip
KINDS = tuple(dict.fromkeys((*JUDGING, *RECORDING)))
LONGEST_S = 4.0
"""How long a fault lasts at most, but for a lock, which must outlast the recorder's patience now and then."""
LOCK_S = 14.0
STOP_S = 20.0
"""Longer than a case may take, and the grader's patience with a silent judge."""
SPARE_BYTES = 4 << 20
"""Of memory that a process may still take when its memory runs out."""


def processes(main: psutil.Process) -> Iterator[tuple[str, psutil.Process]]:
    """Yield what runs below a `gradlab grade`, with what it is: each bwrap and the Python inside count as one victim."""
    with contextlib.suppress(psutil.Error):
        yield "main", main
        for bwrap in main.children():
            with contextlib.suppress(psutil.Error):
                words = " ".join(bwrap.cmdline())
                name = (
                    "judge" if "confine.run_judge" in words else "nursery" if "nursery.main" in words else ""
                )
                inside: psutil.Process | None = bwrap
                while name and inside is not None:
                    yield name, inside
                    below = inside.children()
                    if name == "nursery" and inside.name() != "bwrap":
                        yield from (("student", child) for child in below)
                        break
                    inside = below[0] if below else None


@dataclass
class Fault:
    """One fault that is going on."""

    kind: str
    until: float
    undo: Callable[[], None] = field(default=lambda: None)


class Faults:
    """Brings on faults, one at random or by name, and undoes them in time."""

    def __init__(self, course: Path, generator: random.Random) -> None:
        """Work on the course in `course`, whose folder is a file system of its own if root runs this."""
        self.course, self.generator = course, generator
        self.counts = dict.fromkeys(KINDS, 0)
        self._active: list[Fault] = []

    def bring(self, kind: str, main: psutil.Process) -> bool:
        """Bring on one fault.

        Returns:
            Whether it could be: the victim was there, and no fault of its kind is going on.
        """
        if any(fault.kind == kind for fault in self._active):
            return False
        seconds = self.generator.uniform(0.5, LONGEST_S)
        undo = self._begin(kind, main)
        if undo is None:
            return False
        if kind == "locked gradebook":
            seconds = self.generator.uniform(0.5, LOCK_S)
        if what_of(kind) == "stop" and self.generator.random() < 0.5:
            seconds = STOP_S
        self._active.append(Fault(kind, time.monotonic() + seconds, undo))
        self.counts[kind] += 1
        return True

    def mend(self, *, all_of_them: bool = False) -> None:
        """Undo the faults whose time is over."""
        for fault in list(self._active):
            if all_of_them or time.monotonic() > fault.until:
                self._active.remove(fault)
                with contextlib.suppress(psutil.Error, ProcessLookupError):
                    fault.undo()

    def _begin(self, kind: str, main: psutil.Process) -> Callable[[], None] | None:
        what, name = what_of(kind), kind.rpartition(" ")[2]
        if kind == "disk full":
            return self._fill(main)
        if kind == "locked gradebook":
            return self._lock()
        if kind == "unwritable autograded":
            return self._close()
        found = [process for role, process in processes(main) if role == name]
        if not found:
            return None
        victim = self.generator.choice(found)
        with contextlib.suppress(psutil.Error, OSError):
            match what:
                case "kill":
                    victim.kill()
                    return lambda: None
                case "stop":
                    victim.suspend()
                    return victim.resume
                case "descriptors of":
                    return limited(found[-1], resource.RLIMIT_NOFILE, found[-1].num_fds() + victim.pid % 3)
                case "memory of":
                    taken = found[-1].memory_info().vms
                    return limited(found[-1], resource.RLIMIT_AS, taken + SPARE_BYTES)
        return None

    def _fill(self, main: psutil.Process) -> Callable[[], None] | None:
        if not os.path.ismount(self.course):
            return limited(main, resource.RLIMIT_FSIZE, 1 << 12)
        ballast = self.course / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while file.write(bytes(1 << 16)):
                pass
        return lambda: ballast.unlink(missing_ok=True)

    def _lock(self) -> Callable[[], None] | None:
        database = self.course / "gradebook.db"
        if not database.exists():
            return None
        connection = sqlite3.connect(database, timeout=0.2, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error:
            connection.close()
            return None
        return connection.close

    def _close(self) -> Callable[[], None] | None:
        folder = self.course / "autograded"
        if not folder.exists():
            return None
        if os.geteuid():
            folder.chmod(0o555)
            return lambda: folder.chmod(0o755)
        subprocess.run(["mount", "--bind", folder, folder], check=True)
        subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
        return lambda: unmount(folder)


def what_of(kind: str) -> str:
    """Return what a fault does, without the victim."""
    return kind.rpartition(" ")[0]


def limited(process: psutil.Process, kind: int, value: int) -> Callable[[], None]:
    """Lower a soft limit of a process that runs, and return what raises it again."""
    soft, hard = resource.prlimit(process.pid, kind)
    resource.prlimit(process.pid, kind, (value, hard))
    return lambda: restored(process, kind, (soft, hard))


def restored(process: psutil.Process, kind: int, limits: tuple[int, int]) -> None:
    """Give a process its limits back, if it is there."""
    if process.is_running():
        resource.prlimit(process.pid, kind, limits)


def unmount(folder: Path) -> None:
    """Take a mount away, even one that is in use."""
    subprocess.run(["umount", "--lazy", folder], check=True)


def end(pids: set[int]) -> None:
    """Kill processes of ours that are left."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
