"""A process that forks students, without a sandbox: for tests and for nothing else."""

from __future__ import annotations

import os
import signal
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
    message, fds, _, _ = socket.recv_fds(control, 4, 1)
    if not message:
        os._exit(0)
    number = int.from_bytes(message, "little")
    if number:
        _, status = os.waitpid(number, 0)
        control.send(status.to_bytes(4, "little"))
        continue
    pid = os.fork()
    if not pid:
        control.close()
        student.serve(socket.socket(fileno=fds[0]))
    os.close(fds[0])
    control.send(pid.to_bytes(4, "little"))
"""
ROOT = Path(__file__).resolve().parents[2]


class Nursery:
    """Forks students."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair()
        self._pids: dict[Student, int] = {}
        environment = {
            **os.environ,
            "OPENBLAS_NUM_THREADS": "1",
            "XLA_FLAGS": xla_flags(),
            "JAX_PLATFORMS": "cpu",
            "PYTHONHASHSEED": "0",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", _SOURCE, str(theirs.fileno()), str(ROOT)],
            pass_fds=[theirs.fileno()],
            env=environment,
            stdin=subprocess.DEVNULL,
        )
        theirs.close()
        assert self._control.recv(1) == b"r"

    def student(self, *, diagnose: Callable[[bool], tuple[str, str]] | None = None) -> Student:
        """Fork a student, with two minutes to live."""
        ours, theirs = socket.socketpair()
        socket.send_fds(self._control, [bytes(4)], [theirs.fileno()])
        theirs.close()
        student = Student(ours, diagnose=diagnose)
        self._pids[student] = int.from_bytes(self._control.recv(4), "little")
        student.deadline = time.monotonic() + 120
        return student

    def pid(self, student: Student) -> int:
        """Return the process that a student is."""
        return self._pids[student]

    def bury(self, student: Student) -> int:
        """Close a student, wait for its end, and return its exit status; negative for a signal."""
        student.close()
        self._control.send(self._pids.pop(student).to_bytes(4, "little"))
        return os.waitstatus_to_exitcode(int.from_bytes(self._control.recv(4), "little"))

    def close(self) -> None:
        """Bury everybody and end the process."""
        for student in list(self._pids):
            os.kill(self._pids[student], signal.SIGKILL)
            self.bury(student)
        self._control.close()
        self._process.wait(30)

    def __enter__(self) -> Nursery:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
