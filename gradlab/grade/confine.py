"""What a forked student gives up before any code of theirs runs, layer by layer; and what the judge gives up.

The order of the layers is part of the design: namespaces first, since they grant what the others need, and the system call
filter last, since it forbids most of the rest. A layer that fails ends the child: nothing runs half confined.
Linux 5.14 or newer. Not here: what bwrap has set up before (``bubblewrap``).

May be imported by ``nursery``, inside a sandbox.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import resource
from collections.abc import Callable, Collection
from pathlib import Path
from typing import NoReturn

from gradlab.grade import seccomp
from gradlab.grade.limits import NAMES, Limits, judge_rlimits

SPACES = {
    "user": 0x10000000,
    "pid": 0x20000000,
    "mount": 0x00020000,
    "net": 0x40000000,
    "ipc": 0x08000000,
    "uts": 0x04000000,
    "cgroup": 0x02000000,
}
"""Namespaces, by their CLONE_NEW flags."""

SOCKET = 3
"""The one descriptor that a student has, besides /dev/null as 0, 1 and 2."""

UNCONFINED = 70
"""Exit code of a child that could not be confined, or whose program returned."""

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_NO_NEW_PRIVS, _PR_SET_CHILD_SUBREAPER, _PR_CAPBSET_DROP = 38, 36, 24
_NOSUID, _NODEV, _NOEXEC, _RDONLY, _REMOUNT = 2, 4, 8, 1, 32
_MOUNT_SETATTR = 442  # the same number on every architecture
_AT_FDCWD, _AT_RECURSIVE, _MS_PRIVATE = -100, 0x8000, 1 << 18


class Unconfined(Exception):
    """A layer could not be put in place.

    Attributes:
        layer: Which.
        what: What happened.
    """

    def __init__(self, layer: str, what: str) -> None:
        """Name the layer."""
        super().__init__(f"{layer}: {what}")
        self.layer, self.what = layer, what


class Confinement:
    """The layers of a student, prepared once in the nursery."""

    def __init__(self) -> None:
        """Read and make what every child needs.

        Raises:
            Unconfined: If the filter can't be made.
        """
        try:
            self._filter = seccomp.student_filter()
        except (ImportError, RuntimeError, OSError) as error:
            raise Unconfined("seccomp", f"the filter can't be made ({error})") from error
        self._cpuinfo = Path("/proc/cpuinfo").read_text()
        _call("system", "prctl", _PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    def spawn(
        self, socket_fd: int, run: Callable[[int], object], limits: Limits, without: Collection[str] = ()
    ) -> int:
        """Fork a child, confine it, and run a program in it.

        Args:
            socket_fd: The child's end of its socket.
            run: The program; gets the descriptor of the socket.
            limits: What the child may use.
            without: Layers to leave out: only to see that ``doctor`` notices.

        Returns:
            The child's pid, as the caller sees it. SIGKILL to it ends everything that it started.

        Raises:
            Unconfined: If a layer failed; the child is gone.
        """
        readable, writable = os.pipe()
        self._report = writable
        middle = os.fork()
        if middle == 0:
            self._enter(socket_fd, run, limits, without)
        os.close(writable)
        os.waitpid(middle, 0)
        said = b""
        while part := os.read(readable, 4096):
            said += part
        os.close(readable)
        pid, confined, failure = 0, False, ("system", "the child died while it was being confined")
        for line in said.decode(errors="replace").splitlines():
            word, _, rest = line.partition(" ")
            if word == "pid":
                pid = int(rest)
            elif word == "confined":
                confined = True
            elif word == "failed":
                layer, _, what = rest.partition(" ")
                failure = (layer, what)
        if pid and not confined:
            os.kill(pid, 9)
            os.waitpid(pid, 0)
        if not confined:
            raise Unconfined(*failure)
        return pid

    def _enter(
        self, socket_fd: int, run: Callable[[int], object], limits: Limits, without: Collection[str]
    ) -> NoReturn:
        try:
            _namespaces(without)
            # The pid namespace holds for children only: the child is its pid 1, this process exits, the nursery adopts.
            if pid := os.fork():
                self._say(f"pid {pid}")
            else:
                self._confine(socket_fd, limits, without)
                self._say("confined")
                os.close(self._report)
                run(SOCKET)
        except Unconfined as error:
            self._say(f"failed {error.layer} {error.what}")
        finally:
            os._exit(UNCONFINED)

    def _confine(self, socket_fd: int, limits: Limits, without: Collection[str]) -> None:
        layers: list[tuple[str, Callable[[], object]]] = [
            # kill(0, …) and setpriority reach the process group, even across pid namespaces.
            ("session", os.setsid),
            ("read-only", _make_read_only),
            ("private", lambda: _mount_private(limits, without)),
            ("proc", lambda: _cover_proc(self._cpuinfo)),
            ("cwd", lambda: os.chdir("/work")),  # after the mounts: the old one lies below them
            ("descriptors", lambda: self._keep_descriptors(socket_fd)),
            ("limits", lambda: _set_limits(limits.rlimits())),
            ("capabilities", _drop_capabilities),
            ("seccomp", lambda: _load(self._filter)),
        ]
        os.umask(0o077)
        for layer, put_in_place in layers:
            if layer not in without:
                try:
                    put_in_place()
                except OSError as error:
                    raise Unconfined(layer, str(error)) from error
            elif layer == "descriptors":
                os.dup2(socket_fd, SOCKET)

    def _keep_descriptors(self, socket_fd: int) -> None:
        null = os.open("/dev/null", os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        held = os.dup(self._report)  # away from 3, if it is there
        os.dup2(socket_fd, SOCKET)
        self._report = os.dup2(held, SOCKET + 1)
        # Above them lies the nursery's control socket: who holds it is served the next submission.
        os.closerange(SOCKET + 2, 1 << 20)

    def _say(self, line: str) -> None:
        os.write(self._report, " ".join(line.split()).encode() + b"\n")


def run_judge(program: str, fd: int, platform: str = "cpu") -> None:
    """Confine the process that will be the judge, before it imports anything, then run it.

    Args:
        program: The module whose `main(fd)` to run.
        fd: The one descriptor that it keeps, besides 0, 1 and 2.
        platform: Where it will compute.

    Raises:
        Unconfined: If a layer failed.
    """
    try:
        rules = seccomp.judge_filter()
        os.closerange(3, fd)
        os.closerange(fd + 1, 1 << 20)
        _set_limits({kind: _at_most(kind, value) for kind, value in judge_rlimits(platform).items()})
        _load(rules)
    except (ImportError, RuntimeError, OSError) as error:
        raise Unconfined("judge", str(error)) from error
    importlib.import_module(program).main(fd)


def _at_most(kind: int, value: int) -> int:
    hard = resource.getrlimit(kind)[1]
    return value if hard == resource.RLIM_INFINITY else min(value, hard)


def _namespaces(without: Collection[str]) -> None:
    uid, gid = os.getuid(), os.getgid()
    wanted = [flag for name, flag in SPACES.items() if name not in without]
    _call("namespaces", "unshare", sum(wanted))
    try:
        if "user" not in without:
            _write("/proc/self/setgroups", "deny")
            _write("/proc/self/uid_map", f"{uid} {uid} 1")
            _write("/proc/self/gid_map", f"{gid} {gid} 1")
        if "nesting" not in without:  # no further user namespace, whatever the filter says
            _write("/proc/sys/user/max_user_namespaces", "0")
        if "oom" not in without:  # the kernel short of memory takes the student, not the nursery
            _write("/proc/self/oom_score_adj", "1000")
    except OSError as error:
        raise Unconfined("namespaces", str(error)) from error


def _make_read_only() -> None:
    # Every mount that was inherited, bwrap's own / and /dev among them: else siblings share them, 4 GiB of memory each.
    attributes = (ctypes.c_uint64 * 4)(_RDONLY | _NOSUID, 0, _MS_PRIVATE, 0)
    _call(
        "read-only",
        "syscall",
        _MOUNT_SETATTR,
        _AT_FDCWD,
        b"/",
        _AT_RECURSIVE,
        attributes,
        ctypes.sizeof(attributes),
    )


def _mount_private(limits: Limits, without: Collection[str]) -> None:
    for path, data in limits.private_folders().items():
        if "inodes" in without:
            data = data.rsplit(",", 1)[0]
        _call("private", "mount", b"tmpfs", path.encode(), b"tmpfs", _NOSUID | _NODEV, data.encode())


def _cover_proc(cpuinfo: str) -> None:
    # No process to name, no descriptor to reopen. But XLA reads cpuinfo, or its sums and products fail.
    quiet = _NOSUID | _NODEV | _NOEXEC
    _call("proc", "mount", b"tmpfs", b"/proc", b"tmpfs", quiet, b"size=2m,nr_inodes=2,mode=755")
    _write("/proc/cpuinfo", cpuinfo)
    _call("proc", "mount", None, b"/proc", None, quiet | _RDONLY | _REMOUNT, None)


def _set_limits(limits: dict[int, int]) -> None:
    for kind, value in limits.items():
        if kind == resource.RLIMIT_CORE:
            value = _at_most(kind, value)  # 0 is as good, where nothing else can be had
        try:
            resource.setrlimit(kind, (value, value))
        except ValueError as error:  # above the hard limit that the grader itself has
            hard = resource.getrlimit(kind)[1]
            raise OSError(f"{NAMES[kind]}: {value} are needed, {hard} are allowed here") from error


def _drop_capabilities() -> None:
    for capability in range(64):
        _LIBC.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    _call("capabilities", "capset", header, none)


def _load(rules: seccomp.Filter) -> None:
    _call("seccomp", "prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    rules.load()


def _call(layer: str, name: str, *args: object) -> None:
    if getattr(_LIBC, name)(*args) < 0:
        number = ctypes.get_errno()
        raise Unconfined(layer, f"{name}: {os.strerror(number)}")


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)
