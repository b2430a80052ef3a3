"""The sandbox as the grader sees it: a nursery that makes confined children, and a confined judge.

Nothing here falls back: what can't be built raises `SandboxError`, which names the layer and the fix. What a child is denied
is in ``confine``, what any process inside may see in ``bubblewrap``; whether all of it holds here and now is what ``doctor``
finds out.

May be imported by ``slot`` and ``doctor``.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, Self

from gradlab.grade import bubblewrap, phases
from gradlab.grade.accelerator import Share
from gradlab.grade.bubblewrap import SandboxError
from gradlab.grade.child import EXIT_S, Child, Exit
from gradlab.grade.enclosure import Enclosure, fix_for, host_pid, host_uids, readable
from gradlab.grade.limits import Limits
from gradlab.grade.variables import traced_for
from gradlab.notebook import CPU, CUDA

__all__ = ["Child", "Exit", "Limits", "Nursery", "SandboxError", "judge_process", "reference_process"]

START_S = 90.0
"""A nursery is warm within seconds on quiet cores; this long on a machine that is very busy."""

SPAWN_S = 30.0
"""A child is confined within 50 ms; a nursery that takes this long is given up."""

_MESSAGE_BYTES = 16 << 10

_IMPORT = f"import sys; sys.path.insert(0, {bubblewrap.PACKAGE!r}); "
"""By hand: an editable install points to a folder that does not exist inside."""
_NURSERY = f"{_IMPORT}from gradlab.grade import nursery; nursery.main(sys.argv[1:])"
_JUDGE = f"{_IMPORT}from gradlab.grade import confine; confine.run_judge(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])"


class Nursery:
    """A warm, sandboxed Python that forks a confined child in 50 ms. May be used from several threads."""

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        cache: Path | None = None,
        platform: str = CPU,
        _program: str = "gradlab.grade.student",
        _bwrap: bubblewrap.Bubblewrap | None = None,
        _way: str = "",
    ) -> None:
        """Start it and wait until it is warm.

        Args:
            limits: What each child may use.
            cache: A compilation cache that children may read, never write; readable by all users if root grades.
            platform: Where the judge computes. Children compute on the CPU and see no other device in any case.
            _program: The module to run instead of the student's (its `warm` here, its `serve` in each child).
            _bwrap: The bwrap to use instead of the one found.
            _way: How to start, instead of the way chosen.

        Raises:
            SandboxError: If a layer can't be built here.
        """
        limits = limits or Limits()
        self._lock = threading.RLock()
        self._exits: dict[int, Exit] = {}
        self.limits, self.platform = limits, platform
        self._broken = False
        self._pidfd = -1
        bwrap = _bwrap or bubblewrap.find()
        if cache is not None:
            cache.mkdir(parents=True, exist_ok=True)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        settings = json.dumps({"program": _program, "limits": asdict(limits)})
        try:
            python = ["-c", _NURSERY, str(theirs.fileno()), settings]
            command = bubblewrap.nursery_command(bwrap, python, cache=cache, way=_way, platform=platform)
            self._enclosure = Enclosure(command, theirs.fileno())
        except BaseException:
            self._control.close()
            raise
        finally:
            theirs.close()
        self.way, self.bubblewrap = command.way, bwrap.version
        try:
            ready, self._pidfd = self._receive("ready", START_S)
            self.pid = host_pid(self._pidfd)
            self.start_s = float(ready["seconds"])
            if 0 in host_uids(self.pid):
                raise SandboxError("user", "the sandbox runs as the host's root", fix_for("user"))
        except BaseException:
            self.close()
            raise

    @property
    def cpu_s(self) -> float:
        """Processor time so far, of all that runs inside, in seconds."""
        return phases.of_tree(self._enclosure.process.pid)

    @property
    def alive(self) -> bool:
        """Whether it can spawn."""
        return not self._broken and self._enclosure.process.poll() is None

    def spawn(self) -> Child:
        """Fork and confine a child.

        Returns:
            The child, confined, its program running.

        Raises:
            SandboxError: If a layer failed, or the nursery is gone; no child is left.
        """
        return self._spawn()

    def _spawn(
        self, program: str | None = None, limits: Limits | None = None, without: Collection[str] = ()
    ) -> Child:
        """Spawn with another program or other limits, or with layers left out: for tests and ``doctor`` only."""
        request: dict[str, Any] = {"without": sorted(without)}
        if program is not None:
            request["program"] = program
        if limits is not None:
            request["limits"] = asdict(limits)
        ours, theirs = socket.socketpair()
        try:
            with self._lock:
                if not self.alive:
                    raise self._gone("it is not running")
                try:
                    socket.send_fds(self._control, [json.dumps(request).encode()], [theirs.fileno()])
                except OSError as error:
                    raise self._gone(str(error)) from error
                reply, pidfd = self._receive("spawned", SPAWN_S)
                inner_pid = int(reply["spawned"])
                # It may be that of an earlier child whose end nobody has asked for.
                self._exits.pop(inner_pid, None)
            return Child(ours, pidfd, partial(self._exit_of, inner_pid))
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()

    def log(self) -> str:
        """Give the end of what bwrap and the nursery have printed.

        Returns:
            At most 4,000 characters, with nothing in it that a terminal would obey.
        """
        return self._enclosure.said()

    def close(self) -> None:
        """End it and every child. May be called twice."""
        self._broken = True
        self._control.close()  # to which the nursery answers by exiting
        self._enclosure.end()
        self._enclosure.log.close()
        if self._pidfd >= 0:
            os.close(self._pidfd)
            self._pidfd = -1

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def _receive(self, kind: str, timeout_s: float) -> tuple[dict[str, Any], int]:
        """Read messages until one of this kind; keep the exits that come between. Holds the lock or is alone."""
        ends = time.monotonic() + timeout_s
        while True:
            if not readable(self._control.fileno(), ends - time.monotonic()):
                self._broken = True
                raise SandboxError("nursery", f"no answer within {timeout_s:.0f} s", fix_for("nursery"))
            try:
                data, fds, _, _ = socket.recv_fds(self._control, _MESSAGE_BYTES, 1, socket.MSG_CMSG_CLOEXEC)
            except OSError as error:
                raise self._gone(str(error)) from error
            if not data:
                raise self._gone("it ended")
            message = json.loads(data)
            if "exit" in message:
                self._exits[message["exit"]] = Exit.read(message, self.limits)
            if "failed" in message:
                layer = message["failed"]
                raise SandboxError(layer, message["what"], fix_for(layer))
            if kind in message:
                return message, fds[0] if fds else -1

    def _gone(self, why: str) -> SandboxError:
        self._broken = True
        self._enclosure.end()
        return self._enclosure.explain(why)

    def _exit_of(self, inner_pid: int) -> Exit:
        ends = time.monotonic() + EXIT_S
        with self._lock:
            while inner_pid not in self._exits:
                try:
                    self._receive("exit", max(0.0, ends - time.monotonic()))
                except (SandboxError, OSError, ValueError):
                    return Exit("ended together with its nursery", None, None, 0.0, 0, from_outside=True)
            return self._exits.pop(inner_pid)


def judge_process(
    fd: int,
    *,
    cache: Path | None,
    share: Share | None = None,
    variables: Mapping[str, str] | None = None,
    _program: str = "gradlab.grade.judge",
    _bwrap: bubblewrap.Bubblewrap | None = None,
    _way: str = "",
) -> subprocess.Popen[bytes]:
    """Start the judge, confined: no network, a read-only system, a private /tmp, no course, no new process.

    Args:
        fd: A descriptor that the judge keeps, by this number.
        cache: A folder for compiled programs, made if missing; the judge alone writes it. Its place inside is in the
            judge's environment as `GRADLAB_JUDGE_CACHE`.
        share: What it gets of the GPUs; None: it computes on the CPU.
        variables: What it has in its environment besides.
        _program: The module whose `main(fd)` is run instead of the judge's.
        _bwrap: The bwrap to use instead of the one found.
        _way: How to start, instead of the way chosen.

    Returns:
        The process; its `stderr` is a file with what it and bwrap have printed, which is not to be trusted more than
        a student is. Kill it with `kill()`, which ends all of it.

    Raises:
        SandboxError: If bwrap is missing. A layer that fails ends the process, and its `stderr` says which.
    """
    bwrap = _bwrap or bubblewrap.find()
    if cache is not None:
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    python = ["-X", "faulthandler", "-c", _JUDGE, _program, str(fd), *([CUDA] if share else [])]
    command = bubblewrap.judge_command(bwrap, python, cache=cache, way=_way, variables=variables, share=share)
    if cache is not None and command.way != "user" and cache.stat().st_uid != bubblewrap.JUDGE_UID:
        os.chown(cache, bubblewrap.JUDGE_UID, bubblewrap.JUDGE_UID, follow_symlinks=False)
    enclosure = Enclosure(command, fd)
    enclosure.process.stderr = enclosure.log
    return enclosure.process


def reference_process(fd: int, *, cache: Path, platform: str = CPU) -> subprocess.Popen[bytes]:
    """Start a reference student (``reference``), confined like a judge: it may write nothing but the students' cache.

    Args:
        fd: A descriptor that it keeps, by this number.
        cache: The students' compile cache, which must exist.
        platform: Where the judge computes; the reference computes on the CPU, as the students do.

    Returns:
        The process, as of `judge_process`.

    Raises:
        SandboxError: If bwrap is missing.
    """
    return judge_process(fd, cache=cache, variables=traced_for(platform), _program="gradlab.grade.reference")
