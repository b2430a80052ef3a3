"""The layers that can be left out one at a time, and the attacks that are tried each time: what `test_layers` asks for.

An attack answers with the goals it has reached, in a word or two each. Whatever gets through here reaches a nursery made for
the purpose, at most: counts and sizes are bounded, and clocks run outside. Imported by `test_layers` alone.
"""

from __future__ import annotations

import contextlib
import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import lesson
import msgspec
import pytest
from test_sandbox_attacks import TIGHT, Attack

from gradlab.grade import bubblewrap, wire
from gradlab.grade import wire_messages as messages
from gradlab.grade.remote_connection import Connection, StudentLost
from gradlab.grade.sandbox import Nursery
from gradlab.grade.settings import Settings
from gradlab.grade.sitting import Abandoned
from gradlab.grade.slot import Slot
from gradlab.notebook import Notebook

CLOCK_S = 2.0
"""What ends an attack that nothing else ends: the test's own clock."""
FEW = 200
"""Processes, threads, descriptors: more than `SMALL` allows, and few for a machine."""
SMALL = replace(TIGHT, threads=64, open_files=64)
BRIEF = replace(SMALL, cpu_s=1)
ENDLESS = "def double(x):\n    return lax.while_loop(lambda v: v < 2.0, jnp.sin, x / 100.0)"
CAPS = ("FRAME_BYTES", "DEPTH", "TEXT_BYTES", "ITEMS", "TOKENS")
HOST = "/host"
"""Where a nursery has a piece of the host, when what it may see is left wider than it should be."""


@dataclass(frozen=True)
class Column:
    """One layer, left out."""

    title: str
    kind: str
    """Which of the tables it is in."""
    without: tuple[str, ...] = ()
    """Steps of a child's confinement."""
    unsaid: tuple[str, ...] = ()
    """Words of bwrap's command line."""
    wide: bool = False
    """Whether bwrap shows a piece of the host."""
    watched: bool = True
    capped: bool = True
    apart: bool = False
    """Whether what gets through may change the nursery, so that nobody else should use it."""


NAMED, FILES, COUNTED = (
    "What a child can name and call",
    "What it can see and write",
    "What it can use up, and hold",
)
COLUMNS = (
    Column("nothing", NAMED),
    Column("seccomp", NAMED, ("seccomp",)),
    Column("pid namespace", NAMED, ("pid",), apart=True),
    Column("net namespace", NAMED, ("net",)),
    Column("ipc namespace", NAMED, ("ipc",)),
    Column(
        "bwrap's net, ipc, uts",
        NAMED,
        unsaid=("--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"),
        apart=True,
    ),
    Column("nesting", NAMED, ("nesting",)),
    Column("session", NAMED, ("session",), apart=True),
    Column("capabilities", NAMED, ("capabilities",)),
    Column("bwrap's view", FILES, wide=True, apart=True),
    Column("own mounts", FILES, ("mount", "read-only", "private", "proc", "cwd"), apart=True),
    Column("read-only", FILES, ("read-only",)),
    Column("private", FILES, ("private",)),
    Column("proc", FILES, ("proc",)),
    Column("cwd", FILES, ("cwd",)),
    Column("inodes", FILES, ("inodes",)),
    Column("descriptors", COUNTED, ("descriptors",), apart=True),
    Column("limits", COUNTED, ("limits",)),
    Column("watchdog", COUNTED, watched=False),
    Column("protocol caps", COUNTED, capped=False),
)

REDUNDANT = {
    "nothing": "with every layer in place, nothing gets through",
    "net namespace": "the filter forbids every socket, and bwrap's namespace has no network either",
    "ipc namespace": "the filter forbids what it separates, and bwrap has one of its own around all children",
    "bwrap's net, ipc, uts": "each child has its own; bwrap's are for the nursery, should it ever be taken over",
    "nesting": "it forbids user namespaces by a count; the filter forbids the call. It is there for the day a filter is wrong",
    "read-only": "bwrap has mounted everything read-only before; this closes what lies below the mounts that cover it",
    "private": "without folders of its own a child can write nothing at all, since bwrap's are read-only to it",
}
"""Layers without which nothing gets through, and why they are there."""


@contextlib.contextmanager
def nursery_of(column: Column, cache: Path, planted: Path) -> Iterator[Nursery]:
    """Start a nursery, with what the column leaves out of bwrap's command line left out."""
    with pytest.MonkeyPatch.context() as patch:
        ordinary = bubblewrap.nursery_command

        def changed(*args: Any, **kwargs: Any) -> bubblewrap.Command:
            command = ordinary(*args, **kwargs)
            argv = [word for word in command.argv if word not in column.unsaid]
            assert len(argv) == len(command.argv) - len(column.unsaid)
            if column.wide:
                end = argv.index("--chdir")
                shown = ((Path("/etc"), "etc"), (planted, "planted"))
                binds = [word for path, name in shown for word in ("--ro-bind", str(path), f"{HOST}/{name}")]
                argv[end:end] = ["--dir", HOST, *binds]
            return replace(command, argv=argv)

        patch.setattr(bubblewrap, "nursery_command", changed)
        with Nursery(TIGHT, cache=cache, _program="gradlab.grade.probes") as nursery:
            yield nursery


@dataclass(frozen=True)
class Tried:
    """Where an attack is tried: a column, its nursery, and a file of the host with a secret in it."""

    column: Column
    nursery: Nursery
    secret: Path

    def start(self, name: str, limits: Any = None, **given: object) -> Attack:
        """Start one attack."""
        return Attack(self.nursery, name, limits=limits, without=self.column.without, **given)


def reached(attack: Attack, goals: dict[str, str]) -> set[str]:
    """Return the goals that an attack's reports say it has reached; what belongs to none has its own name."""
    through = set()
    for name, verdict, detail in attack.reports:
        assert name != "exception", detail
        if verdict == "NOT STOPPED":
            through.add(next((goal for goal, names in goals.items() if re.search(names, name)), name))
    return through


@dataclass(frozen=True)
class Probe:
    """An attack that reports, then ends or waits to be killed."""

    name: str
    goals: dict[str, str] = field(default_factory=dict)
    """Pattern of the names of reports by goal."""
    given: dict[str, object] = field(default_factory=dict)

    def __call__(self, tried: Tried) -> set[str]:
        attack = tried.start(self.name, SMALL, **self.given)
        how = attack.read(until="done")
        attack.child.close()
        assert how in ("end", "done")
        assert len(attack.reports) > 1
        return reached(attack, self.goals)


def host_files(tried: Tried) -> set[str]:
    """Read accounts and a hidden test, where they are and where a wider view would show them."""
    places = [
        (str(tried.secret), "/etc/passwd"),
        (f"{HOST}/planted/{tried.secret.name}", f"{HOST}/etc/passwd"),
    ]
    paths = ["/root/.ssh", "/home", "/etc/shadow", "/run", "/var", "/sys", *places[0], *places[1]]
    goals = {
        "hidden tests": tried.secret.name,
        "accounts": "passwd",
        "the folder it started in": "current folder",
    }
    return Probe("host_files", goals, {"PATHS": paths})(tried)


def programs(tried: Tried) -> set[str]:
    """Fork, and start programs; one that takes the attack's place keeps it from reporting so."""
    attack = tried.start("programs")
    attack.read(until="done")
    attack.child.close()
    through = reached(
        attack, {"processes": "fork|clone|multiprocessing", "programs": "exec|subprocess|system"}
    )
    return through if attack.reports[-1][0] == "done" else {*through, "programs"}


def signals(tried: Tried) -> set[str]:
    """Name, slow down, kill: whether the nursery is hit is seen from outside."""
    niceness = os.getpriority(os.PRIO_PROCESS, tried.nursery.pid)
    attack = tried.start("signals", MOST=2000)
    attack.read()
    attack.child.close()
    through = reached(
        attack, {"names": "any pid|any thread|prlimit", "group": "group and session", "kill": "kill"}
    )
    through.discard("kill")
    time.sleep(0.1)
    if not tried.nursery.alive:
        return {*through, "kills the nursery"}
    slower = os.getpriority(os.PRIO_PROCESS, tried.nursery.pid) != niceness
    return {*through, "slows the nursery"} if slower else through


def processor(tried: Tried) -> set[str]:
    """Burn seconds: through if it has burned more than twice its share."""
    attack = tried.start("processor", BRIEF)
    assert attack.read(until="done") == "done"
    while attack.child.wait(0.1) is None and cpu_s(attack.child.pid) < 2.5 * BRIEF.cpu_s:
        pass
    ended = attack.child.wait(0)
    attack.child.close()
    return set() if ended is not None else {"seconds"}


def cpu_s(pid: int) -> float:
    """Return the seconds of CPU that a process has used; none if it is gone."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def memory(tried: Tried) -> set[str]:
    """Reserve without touching; then what lies beside the address space, a few MiB of it."""
    through = Probe("memory", {"address space": "memory"}, {"KIND": "not reserved", "MOST": 1 << 37})(tried)
    through |= Probe("memory", {"memory files": "memory"}, {"KIND": "memfd", "MOST": 48 << 20})(tried)
    return through | Probe("memory", {"socket buffers": "."}, {"KIND": "sockets", "MOST": 48 << 20})(tried)


def neighbour(tried: Tried) -> set[str]:
    """Two children at once look for each other."""
    pair = [tried.start("pair", ROLE=role, WAIT_S=0.2) for role in (0, 1)]
    threads = [threading.Thread(target=attack.read, args=(60, "done")) for attack in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    goals = {
        "files": "files",
        "shared memory": "shm|posix",
        "queues": "msg|sem|mq_",
        "watches": "notify",
        "locks": "lock|lease",
    }
    through = set()
    for attack in pair:
        assert attack.reports[-1][0] == "done"
        attack.child.close()
        through |= reached(attack, goals)
    return through


def answers(kinds: Sequence[str], patience_s: float) -> Callable[[Tried], set[str]]:
    """Make the attack of a student who answers a request in these ways, one child for each."""

    def attack(tried: Tried) -> set[str]:
        assert _answer(tried, "honest", 60.0)
        return {kind for kind in kinds if _answer(tried, kind, patience_s)}

    return attack


def _answer(tried: Tried, kind: str, patience_s: float) -> bool:
    """Whether an answer was taken for one, or the wait for it ended by the test's own clock alone."""
    child = tried.start("frames", BRIEF, KIND=kind).child
    late = threading.Event()

    def end() -> None:
        late.set()
        child.kill()

    # The kernel ends who is busy after its second of CPU, however long that takes here.
    clock = threading.Timer(60.0 if kind == "busy" and "limits" not in tried.column.without else CLOCK_S, end)

    def refuse(_: messages.Callback) -> messages.Answer:
        raise AssertionError("nothing is called back")

    with pytest.MonkeyPatch.context() as patch:
        for cap in () if tried.column.capped else CAPS:
            patch.setattr(wire, cap, 1 << 40)
        connection = Connection(child.sock, None, refuse)
        if tried.column.watched:
            connection.deadline = time.monotonic() + patience_s
        else:
            clock.start()
        try:
            reply = connection.exchange(messages.Fetch("x"), None, ())
        except StudentLost as lost:
            return late.is_set() and lost.outcome == "crashed"
        else:
            return isinstance(reply, messages.Reply)
        finally:
            clock.cancel()
            child.close()


def program_without_end(tried: Tried) -> set[str] | None:
    """Let the judge run a compiled loop that never ends. Tried where nobody watches; else None."""
    if tried.column.watched:
        return None
    nb = lesson.node(double=ENDLESS, total=lesson.STUB.format(name="total"))
    nb.cells[3].source = "assert jax.jit(double)(0.5) == 1.0"
    never = Settings(test_s=1e4, cell_s=1e4, submission_s=1e4, grace_s=1e4)
    with Slot(never) as slot:
        source = Notebook.loads(lesson.data(nb), "lesson")
        clock = threading.Timer(2 * CLOCK_S, slot.abandon)
        clock.start()
        try:
            slot.grade(source, msgspec.structs.replace(lesson.submit(), data=lesson.data(nb)))
        except Abandoned:
            return {"the judge's time"}
        finally:
            clock.cancel()
    return set()


ROWS: dict[str, Callable[[Tried], set[str] | None]] = {
    "files of the host": host_files,
    "writing to the system, the course's package, what others import": Probe("readonly", {"locks": "lock"}),
    "the compile cache": Probe("cache"),
    "filling the disk": Probe(
        "disk",
        {"bytes": "fill", "empty files": "empty", "more places": "what can"},
        {"MOST_MIB": 24, "MOST_FILES": 400, "DEPTH": 2},
    ),
    "memory and `/proc` of others": Probe(
        "memory_access", {"calls on memory": "process_vm|kcmp|ptrace", "`/proc`": "/proc"}
    ),
    "descriptors of the nursery": Probe("descriptors", {"descriptors": "held|foreign"}, {"STEAL_S": 0}),
    "output past its socket": Probe(
        "flood", {"the nursery's log": "."}, {"KIND": "descriptors", "MOST_MIB": 8}
    ),
    "network": Probe("network", {"sockets": "socket"}),
    "namespaces and privileges": Probe(
        "nesting", {"no filter": "filter", "capabilities": "capabilities|capset|ambient|securebits"}
    ),
    "new programs": programs,
    "other parts of the kernel": Probe(
        "kernel",
        {
            "keyrings": "key",
            "memory files": "memfd",
            "watches": "notify",
            "`/proc/self`": "/proc/self",
            "other calls": "",
        },
    ),
    "processes and threads, many": Probe("bombs", {"processes": "fork", "threads": "thread"}, {"MOST": FEW}),
    "memory": memory,
    "processor time": processor,
    "what is counted": Probe(
        "allowances",
        {
            "descriptors": "descriptors|pipes",
            "limits raised": "raise",
            "timers": "timers",
            "file size": "too large",
            "choice of core": "core",
        },
        {"MOST": 4 * FEW},
    ),
    "a neighbour who plays along": neighbour,
    "frames that no student needs": answers(
        ("long frame", "long text", "long list", "deep value", "flood"), 60.0
    ),
    "no answer": answers(("busy", "asleep", "dribbling"), 0.2),
    "a compiled program without end": program_without_end,
    "signals to others": signals,  # the last: it may end the nursery
}
"""The attacks, by what they are after."""

NOT_TRIED = {
    "a compiled program without end": "it runs in the judge, not behind these layers; watched, it ends (`test_slot.py`)",
}
"""Why a row is tried in some columns only."""
