"""A process that forks students for tests, without a sandbox; never for anything but tests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from gradlab.grade.remote import Student
from gradlab.grade.variables import xla_flags

_SOURCE = """
import gc, os, socket, sys
sys.path.insert(0, sys.argv[2])
from gradlab.grade import student
student.warm()
gc.freeze()
control = socket.socket(fileno=int(sys.argv[1]))
control.send(b"r")
while True:
    message, fds, _, _ = socket.recv_fds(control, 1, 1)
    if not message:
        os._exit(0)
    pid = os.fork()
    if not pid:
        control.close()
        student.serve(socket.socket(fileno=fds[0]))
    os.close(fds[0])
    _, status = os.waitpid(pid, 0)
    control.send(b"d" + status.to_bytes(4, "little", signed=True))
"""
ROOT = Path(__file__).resolve().parents[2]


class Nursery:
    """Forks students, one at a time."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair()
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "XLA_FLAGS": xla_flags(), "JAX_PLATFORMS": "cpu"}
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", _SOURCE, str(theirs.fileno()), str(ROOT)],
            pass_fds=[theirs.fileno()],
            env=environment,
            stdin=subprocess.DEVNULL,
        )
        theirs.close()
        assert self._control.recv(1) == b"r"

    def socket(self) -> socket.socket:
        """Fork a student; return the judge's end of the connection."""
        ours, theirs = socket.socketpair()
        socket.send_fds(self._control, [b"f"], [theirs.fileno()])
        theirs.close()
        return ours

    def student(self, *, diagnose: Callable[[], tuple[str, str]] | None = None) -> Student:
        """Fork a student, with two minutes to live."""
        student = Student(self.socket(), diagnose=diagnose)
        student.deadline = time.monotonic() + 120
        return student

    def buried(self) -> int:
        """Wait for the student's end; return its exit status."""
        return os.waitstatus_to_exitcode(int.from_bytes(self._control.recv(5)[1:], "little", signed=True))

    def close(self) -> None:
        """End the process."""
        self._control.close()
        self._process.wait(30)

    def __enter__(self) -> Nursery:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
