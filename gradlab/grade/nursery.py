"""The warm process inside the sandbox: it imports, then forks a confined child for each submission.

It never runs student code itself and keeps nothing that a child may not see, since children get a copy of its memory. It
ends when its control socket closes, and its pid namespace, with every child, ends with it.

May be imported by nobody: ``sandbox`` starts it, by name, as a process of its own.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import socket
import sys
import time
import warnings
from typing import Any, NoReturn

from gradlab.grade.confine import Confinement, Unconfined
from gradlab.grade.limits import Limits

MESSAGE_BYTES = 16 << 10
"""The longest message on the control channel."""


def main(argv: list[str]) -> NoReturn:
    """Get warm, say so, and serve until the control socket closes.

    Args:
        argv: The descriptor of the control socket, and the settings as JSON: `program`, the module whose `warm` is run
            here and whose `serve` is run in each child, and `limits`.
    """
    control = socket.socket(fileno=int(argv[0]))
    settings = json.loads(argv[1])
    started = time.monotonic()
    warnings.filterwarnings("ignore", message=r"os\.fork\(\) was called", category=RuntimeWarning)  # jax's
    try:
        program = importlib.import_module(settings["program"])
        program.warm()
        confinement = Confinement()
        _assert_may_fork()
    except Unconfined as error:
        _fail(control, error.layer, error.what)
    except BaseException as error:
        _fail(control, "nursery", f"{type(error).__name__}: {error}")
    # Frozen objects are not visited by the collector of a child, which would copy their pages.
    gc.collect()
    gc.freeze()
    ready = {
        "ready": True,
        "seconds": time.monotonic() - started,
        "uid": os.getuid(),
        "groups": os.getgroups(),
    }
    own = os.pidfd_open(os.getpid())
    socket.send_fds(control, [json.dumps(ready).encode()], [own])
    os.close(own)
    _Nursery(control, confinement, settings["program"], Limits(**settings["limits"])).serve()


class _Nursery:
    """Serves the grader: a request forks a child, and the end of a child is told."""

    def __init__(
        self, control: socket.socket, confinement: Confinement, program: str, limits: Limits
    ) -> None:
        self._control = control
        self._confinement = confinement
        self._program = program
        self._limits = limits
        self._children: dict[int, int] = {}

    def serve(self) -> NoReturn:
        waiting = select.poll()
        waiting.register(self._control, select.POLLIN)
        while True:
            for fd, _ in waiting.poll():
                if fd == self._control.fileno():
                    message, fds, _, _ = socket.recv_fds(self._control, MESSAGE_BYTES, 1)
                    if not message:
                        os._exit(0)
                    pidfd = self._spawn(json.loads(message), fds[0])
                    if pidfd is not None:
                        waiting.register(pidfd, select.POLLIN)
                else:
                    waiting.unregister(fd)
                    self._bury(fd)

    def _spawn(self, request: dict[str, Any], fd: int) -> int | None:
        program = request.get("program", self._program)
        limits = Limits(**request["limits"]) if "limits" in request else self._limits

        def run(fd: int) -> None:
            importlib.import_module(program).serve(socket.socket(fileno=fd))

        try:
            pid = self._confinement.spawn(fd, run, limits, request.get("without", ()))
        except Unconfined as error:
            self._tell({"failed": error.layer, "what": error.what})
            return None
        except OSError as error:  # no more processes, or descriptors, for this user
            self._tell({"failed": "system", "what": str(error)})
            return None
        finally:
            os.close(fd)
        pidfd = os.pidfd_open(pid)
        self._children[pidfd] = pid
        socket.send_fds(self._control, [json.dumps({"spawned": pid}).encode()], [pidfd])
        return pidfd

    def _bury(self, pidfd: int) -> None:
        pid = self._children.pop(pidfd)
        os.close(pidfd)
        _, status, usage = os.wait4(pid, 0)
        cpu_s = usage.ru_utime + usage.ru_stime
        self._tell({"exit": pid, "status": status, "cpu_s": cpu_s, "max_rss_bytes": usage.ru_maxrss << 10})

    def _tell(self, message: dict[str, Any]) -> None:
        try:
            self._control.send(json.dumps(message).encode())
        except OSError:  # the grader is gone
            os._exit(0)


def _assert_may_fork() -> None:
    threads = os.listdir("/proc/self/task")
    if len(threads) != 1:
        raise Unconfined("nursery", f"{len(threads)} threads run before the first fork, one may")
    bridge: Any = sys.modules.get("jax._src.xla_bridge")
    if bridge is not None and bridge.backends_are_initialized():
        raise Unconfined("nursery", "a jax backend was started before the first fork: children would hang")


def _fail(control: socket.socket, layer: str, what: str) -> NoReturn:
    control.send(json.dumps({"failed": layer, "what": what[:4000]}).encode())
    os._exit(1)
