"""Programs that run inside a sandbox instead of a student or a judge, to find out what it holds.

`serve` executes the source that it is sent: with it ``doctor`` and the tests try what a submission may try. `look_around` and
its fellows say what they tried and what happened, and whether that is as it must be. Nothing here is trusted: whoever runs
inside might lie, which is no matter before a submission has run.

Run by ``nursery`` and ``sandbox``, by name, for ``doctor`` and for tests; a ``judge`` looks around before its first task.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import resource
import socket
import sys
import traceback
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NoReturn

from gradlab.grade import seccomp
from gradlab.grade.limits import Limits, judge_rlimits
from gradlab.grade.probes_gpu import FOLDERS, NODES, computed_on, no_gpu

Finding = tuple[str, str, str, bool]
"""Layer, what was tried, what happened, whether that is right."""

SYSCALLS = {
    "to other processes": seccomp.OUTSIDE,
    "on namespaces": seccomp.NAMESPACES,
    "into the kernel": seccomp.KERNEL,
    "for shared memory and locks": seccomp.SHARED,
}
TOP = {
    "bin",
    "sbin",
    "lib",
    "lib32",
    "lib64",
    "usr",
    "etc",
    "dev",
    "proc",
    "tmp",
    "work",
    "env",
    "grader",
    "cache",
}
"""What may lie in the root folder, besides the way to Python's own folder."""
WRITABLE = ("/work", "/tmp", "/dev/shm")
_INVALID_CLONE_FLAGS = 0x20200
_PR_GET_SECCOMP, _PR_GET_NO_NEW_PRIVS = 21, 39
_PIDS = 4096

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def warm() -> None:
    """Import what a student's nursery has at least."""
    import jax.numpy  # noqa: F401


def serve(sock: socket.socket) -> NoReturn:
    """Run one program and let it report, line by line.

    Args:
        sock: Brings a length of four bytes and the source of the program; takes reports, each a JSON list of a name, a
            verdict and a detail, on a line of its own.
    """

    def report(name: str, verdict: object, detail: object = "") -> None:
        sock.sendall(json.dumps([name, verdict, str(detail)[:1500]]).encode() + b"\n")

    try:
        size = int.from_bytes(_read(sock, 4), "little")
        source = _read(sock, size).decode()
        exec(compile(source, "probe", "exec"), {"__name__": "probe", "report": report, "sock": sock})
    except SystemExit:
        pass
    except BaseException:
        report("exception", "?", traceback.format_exc()[-1200:])
    os._exit(0)


def main(fd: int) -> None:
    """Do the same as a judge, after sending a pidfd of itself.

    Args:
        fd: The descriptor of the socket.
    """
    sock = socket.socket(fileno=fd)
    own = os.pidfd_open(os.getpid())
    socket.send_fds(sock, [b"\n"], [own])
    os.close(own)
    serve(sock)


def look_around(
    limits: Mapping[str, int], variables: Collection[str], *, computes: bool = True
) -> list[Finding]:
    """Try what a student may try first. Leaves a file in each writable folder, for a neighbour not to find.

    Args:
        limits: The fields of the `Limits` that should hold.
        variables: Names that the environment may have.
        computes: Whether to try that jax computes, too, which takes most of the time.

    Returns:
        What was found.
    """
    expected = Limits(**limits)
    findings = [
        *_process(),
        *_syscalls(SYSCALLS),
        *_files(),
        no_gpu(),
        *_folders(expected),
        _rlimits(expected.rlimits()),
    ]
    return [*findings, _environment(variables), *([_jax()] if computes else [])]


def look_around_as_judge(
    variables: Collection[str], *, computes: bool = True, platform: str = "cpu"
) -> list[Finding]:
    """Try what a student's program may try that has taken over the judge.

    Args:
        variables: Names that the environment may have.
        computes: Whether to try that jax computes, too.
        platform: Where the judge computes. On a GPU it has the devices for that; whether it does compute there is a finding.

    Returns:
        What was found.
    """
    kept = {name: calls for name, calls in SYSCALLS.items() if calls != seccomp.SHARED}
    hard = {kind: min(value, resource.getrlimit(kind)[1]) for kind, value in judge_rlimits(platform).items()}
    gpu = platform != "cpu"
    findings = [*_privileges(), *_syscalls(kept), *_files(gpu=gpu), _rlimits(hard), _environment(variables)]
    return [*findings, *([computed_on()] if gpu else []), *([_jax()] if computes else [])]


def nest() -> list[Finding]:
    """Try to make a user namespace; for a child without a filter.

    Returns:
        What was found.
    """
    ctypes.set_errno(0)
    made = _libc.unshare(0x10000000) == 0
    error = errno.errorcode.get(ctypes.get_errno(), "no error")
    tried = "made a user namespace in a child without a filter"
    return [("nesting", tried, "made it" if made else error, not made and error == "ENOSPC")]


def _process() -> Iterator[Finding]:
    ids = (os.getpid(), os.getppid(), os.getsid(0), os.getpgid(0))
    yield "session", "asked for pid, parent, session and process group", str(ids), ids == (1, 0, 1, 1)
    seen = [pid for pid in range(2, _PIDS) if _number("kill") >= 0 and _syscall("kill", pid, 0) != "ESRCH"]
    yield "neighbours", f"sent signal 0 to every pid up to {_PIDS}", f"reached {seen[:5] or 'none'}", not seen
    yield from _privileges()
    bounding = [cap for cap in range(41) if _libc.prctl(23, cap, 0, 0, 0) == 1]
    yield "capabilities", "asked which could be regained", f"{bounding or 'none'}", not bounding
    held = [fd for fd in range(4096) if _libc.fcntl(fd, 1) >= 0]
    null = os.stat("/dev/null").st_rdev
    quiet = all(os.fstat(fd).st_rdev == null for fd in held[:3])
    yield "descriptors", "looked at every descriptor", f"holds {held}", held == [0, 1, 2, 3] and quiet


def _privileges() -> Iterator[Finding]:
    header, caps = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    _libc.capget(header, caps)
    yield (
        "capabilities",
        "asked for capabilities",
        f"has {[hex(c) for c in caps if c] or 'none'}",
        not any(caps),
    )
    locked = _libc.prctl(_PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1
    yield "privileges", "asked for no_new_privs", "set" if locked else "not set", locked


def _syscalls(groups: Mapping[str, str]) -> Iterator[Finding]:
    mode = _libc.prctl(_PR_GET_SECCOMP, 0, 0, 0, 0)
    yield "seccomp", "asked for the filter", f"mode {mode}", mode == 2
    for group, names in groups.items():
        calls = [name for name in names.split() if _number(name) >= 0]
        let = [
            f"{name}: {error}" for name in calls if (error := _syscall(name, -1, -1, -1, -1, -1)) != "EPERM"
        ]
        happened = f"not refused: {', '.join(let)}" if let else "all refused"
        yield "seccomp", f"made {len(calls)} calls {group}", happened, not let
    fork = _syscall("clone", _INVALID_CLONE_FLAGS, 0, 0, 0, 0)
    if fork == "EPERM" and _number("fork") >= 0:  # else it would fork indeed
        fork = _syscall("fork")
    yield "seccomp", "forked", fork, fork == "EPERM"
    clone3 = _syscall("clone3", 0, 0)
    new = {
        _call(number, -1, -1, -1, -1, -1)
        for number in range(seccomp.FIRST_UNKNOWN, seccomp.FIRST_UNKNOWN + 20)
    }
    yield (
        "seccomp",
        "made calls newer than the list, and clone3",
        str({clone3, *new}),
        {clone3, *new} == {"ENOSYS"},
    )


def _files(*, gpu: bool = False) -> Iterator[Finding]:
    listed = [name for name in os.listdir("/proc") if not (gpu and name == "driver")]
    fixed = bool(os.statvfs("/proc/cpuinfo").f_flag & os.ST_RDONLY)
    state = f"{sorted(listed)[:5]}, {'read-only' if fixed else 'writable'}"
    yield "proc", "listed /proc", state, listed == ["cpuinfo"] and fixed
    devices = sorted(name for name in os.listdir("/dev") if not (gpu and NODES.fullmatch(name)))
    known = {"null", "zero", "full", "random", "urandom", "shm"}
    yield "devices", "listed /dev", " ".join(devices), set(devices) <= known
    way = {os.path.realpath(sys.base_prefix).split("/")[1], sys.base_prefix.split("/")[1]}
    foreign = sorted(set(os.listdir("/")) - TOP - way - (FOLDERS if gpu else set()))
    foreign += [name for name in os.listdir("/grader") if name != "gradlab"]
    yield (
        "files",
        "looked for folders that are none of a student's business",
        f"{foreign or 'none'}",
        not foreign,
    )
    writable = [
        name
        for name in ("/", "/dev", "/etc", "/usr", "/grader", sys.prefix, sys.base_prefix)
        if _can_make(name)
    ]
    yield "read-only", "made a folder in the system", f"could in {writable or 'none'}", not writable


def _folders(limits: Limits) -> Iterator[Finding]:
    big, used = [], []
    for path, files in zip(
        WRITABLE, (limits.work_files, limits.work_files, limits.shared_files), strict=True
    ):
        size = os.statvfs(path)
        if size.f_blocks * size.f_frsize > limits.work_bytes or not 0 < size.f_files <= files:
            big.append(f"{path}: {size.f_blocks * size.f_frsize >> 20} MiB, {size.f_files} files")
        used += [f"{path}/{name}" for name in os.listdir(path)]
    yield "private", "measured the writable folders", f"too big: {big or 'none'}", not big
    yield "private", "looked into them for the files of others", f"found {used or 'none'}", not used
    for path in WRITABLE:
        try:
            os.close(os.open(f"{path}/mark", os.O_CREAT | os.O_WRONLY))
        except OSError as error:
            yield "private", f"wrote to {path}", str(error), False
    here = os.path.samestat(os.stat("."), os.stat("/work"))
    yield "cwd", "asked for the current folder", "is /work" if here else "is not /work", here


def _rlimits(limits: Mapping[int, int]) -> Finding:
    found = {kind: resource.getrlimit(kind) for kind in limits}
    if found.get(resource.RLIMIT_CORE) == (0, 0):  # where no more can be had
        limits = {kind: value for kind, value in limits.items() if kind != resource.RLIMIT_CORE}
    wrong = {kind: found[kind] for kind, value in limits.items() if found[kind] != (value, value)}
    happened = f"not as set, by number: {wrong}" if wrong else "all as set"
    return "limits", f"asked for {len(limits)} limits", happened, not wrong


def _environment(variables: Collection[str]) -> Finding:
    foreign = sorted(set(os.environ) - set(variables))
    return "environment", "looked for variables that nobody gave", f"found {foreign or 'none'}", not foreign


def _jax() -> Finding:
    tried = "compiled matmul and softmax"  # they need /proc/cpuinfo and threads; sin needs neither
    try:
        import jax
        import jax.numpy as jnp

        total = float(jax.jit(lambda x: jax.nn.softmax(x @ x).sum())(jnp.ones((64, 64))))
    except Exception as error:
        return "jax", tried, f"{type(error).__name__}: {error}"[:200], False
    return "jax", tried, f"got {total}, expected 64.0", total == 64.0


def _can_make(folder: str) -> bool:
    try:
        os.mkdir(f"{folder}/mark")
    except OSError:
        return False
    return True


def _number(name: str) -> int:
    import pyseccomp

    library: Any = pyseccomp
    return int(library.resolve_syscall(library.Arch.NATIVE, name))


def _syscall(name: str, *args: int) -> str:
    """Make a call with arguments that are wrong on purpose; the name of the error, or `no error`."""
    return _call(_number(name), *args)


def _call(number: int, *args: int) -> str:
    ctypes.set_errno(0)
    result = _libc.syscall(ctypes.c_long(number), *(ctypes.c_long(arg) for arg in args))
    return errno.errorcode.get(ctypes.get_errno(), "?") if result == -1 else "no error"


def _read(sock: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = sock.recv(size - len(data))
        if not part:
            os._exit(0)
        data += part
    return data
