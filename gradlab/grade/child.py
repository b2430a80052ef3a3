"""A confined child as the grader holds it: its socket, its life, and how it ended.

Not here: making one (``sandbox``).

May be imported by ``sandbox``.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from gradlab.grade.confine import UNCONFINED
from gradlab.grade.enclosure import host_pid, readable
from gradlab.grade.limits import Limits

EXIT_S = 5.0
"""How long a killed child may take to end, and its nursery to tell how."""

HELD = 0.5
"""The share of its address space that a child must hold in memory for a kill by the kernel to be its own doing."""


@dataclass(frozen=True)
class Exit:
    """How a child ended."""

    status_text: str
    """In words."""
    signal: int | None
    """The signal that killed it, if one did."""
    code: int | None
    """What it exited with, if it did."""
    cpu_s: float
    max_rss_bytes: int
    from_outside: bool = False
    """Whether somebody else has ended it: a student, whom no SIGKILL of its own reaches and who can lower no limit, can't be
    the reason. A kernel short of memory is such a somebody, unless the child itself holds most of what it may."""
    out_of_memory: bool = False
    """Whether the kernel has killed it while it held most of what it may."""

    @classmethod
    def read(cls, message: dict[str, Any], limits: Limits) -> Self:
        """Read what a nursery tells of the end of a child.

        Args:
            message: A wait status, seconds of CPU, and the most memory that was resident.
            limits: What the child was allowed.

        Returns:
            How it ended.
        """
        status, cpu_s = int(message["status"]), float(message["cpu_s"])
        code, number, spent = None, None, False
        if os.WIFSIGNALED(status):
            number = os.WTERMSIG(status)
            text = f"ended by a signal ({signal.strsignal(number) or number})"
            # The kernel's own kill for RLIMIT_CPU is told from the grader's by the time used, which it counts less finely.
            spent = number == signal.SIGKILL and cpu_s >= 0.95 * limits.cpu_s - 0.5
            if spent:
                text = f"killed after its {limits.cpu_s} s of CPU"
        else:
            code = os.WEXITSTATUS(status)
            text = "its program failed" if code == UNCONFINED else f"exited with code {code}"
        rss = int(message["max_rss_bytes"])
        killed = number == signal.SIGKILL
        full = killed and rss >= HELD * limits.address_space_bytes
        return cls(text, number, code, cpu_s, rss, killed and not (spent or full), full)


class Child:
    """One confined process, for one submission.

    Attributes:
        sock: The grader's end of the child's socket; send it on to the judge, then close it here.
        pidfd: Becomes readable when the child has ended.
        pid: As the host sees it.
    """

    def __init__(self, sock: socket.socket, pidfd: int, ask: Callable[[], Exit]) -> None:
        """Take over what a nursery has spawned.

        Args:
            sock: The grader's end of its socket.
            pidfd: The process.
            ask: Asks the nursery how it ended, once it has.
        """
        self.sock, self.pidfd = sock, pidfd
        self.pid = host_pid(pidfd)
        self._ask = ask
        self._exit: Exit | None = None
        self._closed = False

    def kill(self) -> None:
        """End it and all that it started, now. Does nothing if it has ended."""
        if not self._closed:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def wait(self, timeout_s: float) -> Exit | None:
        """Wait for its end.

        Args:
            timeout_s: How long, in seconds; 0 asks only.

        Returns:
            How it ended, or None if it runs on.
        """
        if self._exit is None and not self._closed and readable(self.pidfd, timeout_s):
            self._exit = self._ask()
        return self._exit

    def close(self) -> Exit | None:
        """Kill it, wait for its end, and give back its descriptors.

        Returns:
            How it ended, or None if that can't be known.
        """
        if not self._closed:
            self.kill()
            self.wait(EXIT_S)
            self._closed = True
            self.sock.close()
            os.close(self.pidfd)
        return self._exit

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()
