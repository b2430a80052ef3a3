"""What the host sees of a process in the sandbox: whose it is, what it may write, what it shares.

The other half of ``probes``, which looks from inside and might be lied to.

May be imported by ``doctor``.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from gradlab.grade import bubblewrap
from gradlab.grade.confine import SPACES
from gradlab.grade.enclosure import host_uids
from gradlab.grade.probes import WRITABLE, Finding
from gradlab.grade.sandbox import Nursery

DEVICES = [f"/dev/{name}" for name in bubblewrap.DEVICES]
"""Devices are bound for reading and writing; a child's are read-only mounts, which does not hinder writing to them."""

JUDGES = ("pid", "net", "ipc", "uts", "mount")
"""The namespaces that a judge has for itself."""

_LINKS = {name: {"mount": "mnt"}.get(name, name) for name in SPACES}


def look_at_child(pid: int, nursery: Nursery) -> Iterator[Finding]:
    """Look at a child.

    Args:
        pid: Its pid, as the host counts.
        nursery: Whose child it is.

    Raises:
        OSError: If it is gone.
    """
    yield from _host_user(pid)
    # An ordinary user can't give up their groups, and nothing is mounted that these could open.
    groups = next(line.split()[1:] for line in _status(pid) if line.startswith("Groups:"))
    few = nursery.way == "user" or set(groups) <= {str(bubblewrap.NURSERY_UID)}
    yield "user", "asked the host for its groups", " ".join(groups) or "none", few
    yield _mounts(pid)
    score = Path(f"/proc/{pid}/oom_score_adj").read_text().strip()
    tried = "asked whom the kernel would kill when memory runs out"
    yield "oom", tried, f"oom_score_adj {score}", score == "1000"
    yield apart(pid, os.getpid(), "a child and the grader")
    yield apart(pid, nursery.pid, "a child and its nursery")


def look_at_judge(pid: int, *, caching: bool, devices: Collection[str] = ()) -> Iterator[Finding]:
    """Look at a judge.

    Args:
        pid: Its pid, as the host counts.
        caching: Whether it may write a compile cache.
        devices: Those of the GPUs, where it computes on one.
    """
    yield from _host_user(pid)
    yield _mounts(pid, [*DEVICES, *devices, *([bubblewrap.CACHE] if caching else [])])
    yield apart(pid, os.getpid(), "it and the grader", JUDGES)


def apart(one: int, other: int, whose: str, spaces: Collection[str] = tuple(_LINKS)) -> Finding:
    """Compare the namespaces of two processes; they must share none of `spaces`."""
    try:
        shared = [name for name in spaces if _space(one, name) == _space(other, name)]
    except OSError as error:
        return "namespaces", f"compared those of {whose}", str(error), False
    return "namespaces", f"compared those of {whose}", f"shared: {' '.join(shared) or 'none'}", not shared


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


def _space(pid: int, name: str) -> str:
    return os.readlink(f"/proc/{pid}/ns/{_LINKS[name]}")
