"""Attacks on the machine and on the others, each in a child of its own; then the same nursery must serve on.

What each tries is in `attacks/`. A child reports what was stopped; the tests believe these reports only together with what
they see from outside: how the child ended, what is left of it, and that the next child works.
"""

from __future__ import annotations

import json
import os
import platform
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gradlab.grade.sandbox import Child, Exit, Limits, Nursery, judge_process

pytestmark = [
    pytest.mark.hostile,
    pytest.mark.skipif(platform.system() != "Linux", reason="the sandbox runs on Linux only"),
]

ATTACKS = Path(__file__).parent / "attacks"
PRELUDE = (ATTACKS / "prelude.py").read_text()

TIGHT = Limits(address_space_bytes=5 << 28, cpu_s=20, work_bytes=8 << 20, work_files=200, shared_files=20)
"""The same layers, filled up sooner."""

Report = tuple[str, str, str]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A compilation cache with one entry, as readable for students as it gets."""
    folder = Path("/tmp") / f"gradlab-test-{secrets.token_hex(8)}"
    folder.mkdir()
    (folder / "entry-cache").write_bytes(b"compiled")
    folder.chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def nursery(cache: Path) -> Iterator[Nursery]:
    with Nursery(TIGHT, cache=cache, _program="gradlab.grade.probes") as nursery:
        yield nursery
    for path in [*cache.iterdir()]:
        path.unlink()
    cache.rmdir()


@pytest.fixture(autouse=True)
def counted(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> None:
    """Let the summary at the end of the run count this attack; what gets through fails the test."""
    if "layer" not in request.fixturenames:  # one left out on purpose
        record_property("attack", request.node.name)


class Attack:
    """An attack on its way."""

    def __init__(
        self,
        nursery: Nursery,
        name: str,
        limits: Limits | None = None,
        without: tuple[str, ...] = (),
        **given: object,
    ) -> None:
        self.nursery = nursery
        self.child: Child = nursery._spawn(limits=limits, without=without)
        self.space = os.readlink(f"/proc/{self.child.pid}/ns/pid")
        self.reports: list[Report] = []
        self._data = b""
        send(self.child.sock, source(name, **given))

    def read(self, timeout_s: float = 60.0, until: str | None = None) -> str:
        """Read reports until there are no more, or one of this name; `end`, `late`, `flood` or the name."""
        ends = time.monotonic() + timeout_s
        self.child.sock.settimeout(timeout_s)
        while time.monotonic() < ends:
            while b"\n" in self._data:
                line, self._data = self._data.split(b"\n", 1)
                self.reports.append(json.loads(line))
                if self.reports[-1][0] == until:
                    return until
            try:
                part = self.child.sock.recv(1 << 16)
            except TimeoutError:
                return "late"
            except ConnectionResetError:
                return "end"
            if not part:
                return "end"
            self._data += part
            if len(self._data) > 1 << 22:
                return "flood"
        return "late"

    def finish(self) -> Exit:
        """Kill what is left of it, and see that nothing is."""
        nursery_space = space_of(self.nursery.pid)
        end = self.child.close()
        assert end is not None
        assert self.space == nursery_space or not [pid for pid in pids() if space_of(pid) == self.space]
        return end

    def assert_stopped(self, at_least: int) -> None:
        """Assert that everything it tried was stopped, and that it tried that much."""
        bad = [r for r in self.reports if r[1] == "NOT STOPPED" or r[0] == "exception"]
        assert not bad
        assert sum(r[1] == "stopped" for r in self.reports) >= at_least, self.reports


def source(name: str, **given: object) -> str:
    head = "".join(f"{key} = {value!r}\n" for key, value in given.items())
    return PRELUDE + head + (ATTACKS / f"{name}.py").read_text()


def send(sock: socket.socket, text: str) -> None:
    data = text.encode()
    sock.sendall(len(data).to_bytes(4, "little") + data)


def pids() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def space_of(pid: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/ns/pid")
    except OSError:
        return ""


def assert_serves(nursery: Nursery) -> None:
    """The nursery's next child finds its folders empty, and computes."""
    assert nursery.alive
    with nursery.spawn() as child:
        send(
            child.sock,
            "import os, numpy\nused = [os.listdir(d) for d in ('/work', '/tmp', '/dev/shm')]\n"
            "report('sum', float(numpy.ones(3).sum()), used)",
        )
        child.sock.settimeout(30)
        assert json.loads(child.sock.makefile().readline()) == ["sum", 3.0, "[[], [], []]"]


QUICK = [
    ("memory_access", 50, {}),
    ("descriptors", 3, {}),
    ("disk", 7, {}),
    ("flood", 3, {"KIND": "descriptors"}),
    ("network", 9, {}),
    ("nesting", 43, {}),
    ("readonly", 60, {}),
    ("cache", 5, {}),
    ("kernel", 65, {}),
    ("programs", 8, {}),
]


@pytest.mark.parametrize(("name", "at_least", "given"), QUICK, ids=[name for name, *_ in QUICK])
def test_everything_it_tries_is_refused(
    nursery: Nursery, name: str, at_least: int, given: dict[str, object]
) -> None:
    attack = Attack(nursery, name, **given)
    assert attack.read() == "end"
    assert attack.finish().code == 0
    attack.assert_stopped(at_least)
    assert_serves(nursery)


def test_signals_reach_nobody_else(nursery: Nursery) -> None:
    before = os.getpriority(os.PRIO_PROCESS, nursery.pid)
    attack = Attack(nursery, "signals")
    attack.read()
    attack.finish()
    attack.assert_stopped(6)
    assert os.getpriority(os.PRIO_PROCESS, nursery.pid) == before
    assert_serves(nursery)


def test_two_children_at_once_do_not_find_each_other(nursery: Nursery) -> None:
    pair = [Attack(nursery, "pair", ROLE=role) for role in (0, 1)]
    threads = [threading.Thread(target=attack.read, args=(60, "done")) for attack in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for attack in pair:
        assert attack.reports[-1][0] == "done"
        attack.assert_stopped(14)
        attack.finish()
    assert_serves(nursery)


@pytest.mark.parametrize("name", ["daemon", "bombs", "allowances"])
def test_a_killed_child_leaves_nothing_and_does_not_hinder_the_next_while_it_lives(
    nursery: Nursery, name: str
) -> None:
    attack = Attack(nursery, name)
    assert attack.read(until="done") == "done"
    assert_serves(nursery)
    assert attack.finish().signal == 9
    attack.assert_stopped({"daemon": 3, "bombs": 2, "allowances": 13}[name])
    assert_serves(nursery)


@pytest.mark.parametrize("kind", ["list", "jax", "shared map", "not reserved", "memfd", "pipes", "sockets"])
def test_memory_is_bounded(nursery: Nursery, kind: str) -> None:
    attack = Attack(nursery, "memory", KIND=kind)
    assert attack.read(until="done") == "done"
    resident = int(Path(f"/proc/{attack.child.pid}/statm").read_text().split()[1]) * os.sysconf(
        "SC_PAGE_SIZE"
    )
    assert resident < TIGHT.address_space_bytes
    assert_serves(nursery)
    end = attack.finish()
    assert end.max_rss_bytes < TIGHT.address_space_bytes
    attack.assert_stopped(1)


def test_a_loop_that_ignores_signals_ends_after_its_seconds(nursery: Nursery) -> None:
    attack = Attack(nursery, "processor", limits=replace(TIGHT, cpu_s=1))
    assert attack.read() == "end"
    end = attack.finish()
    assert end.signal == 9
    assert 0.5 < end.cpu_s < 3
    assert_serves(nursery)


@pytest.mark.parametrize("name", ["processor", "stop"])
def test_a_child_that_never_ends_is_killed_at_once(nursery: Nursery, name: str) -> None:
    attack = Attack(nursery, name)
    assert attack.read(until="done") == "done"
    assert attack.child.wait(0) is None
    started = time.monotonic()
    assert attack.finish().signal == 9
    assert time.monotonic() - started < 3
    assert_serves(nursery)


def test_a_flood_on_the_socket_waits_for_its_reader(nursery: Nursery) -> None:
    attack = Attack(nursery, "flood", KIND="socket")
    assert attack.read() == "flood"
    attack.finish()
    assert_serves(nursery)


def test_secrets_of_the_grader_are_not_in_the_memory_that_children_share(
    nursery: Nursery, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = {
        name: f"{name[:3]}{secrets.token_hex(16)}" for name in ("environment", "grader", "previous child")
    }
    monkeypatch.setenv("GRADER_SECRET", planted["environment"])
    with nursery.spawn() as child:
        send(child.sock, f"x = [{planted['previous child']!r}] * 100\nreport('planted', '')")
        child.sock.settimeout(30)
        assert child.sock.recv(100)
    planted["what is there"] = "OPENBLAS_NUM_THREADS=1"  # the search does find what the nursery was given
    raised = [bytes((byte + 1) & 255 for byte in value.encode()) for value in planted.values()]
    attack = Attack(nursery, "secrets", NAMES=[*planted], NEEDLES=raised)
    assert attack.read(120) == "end"
    attack.finish()
    verdicts = {name: verdict for name, verdict, _ in attack.reports}
    assert verdicts.pop("secret: what is there") == "NOT STOPPED"
    assert verdicts.pop("searched") == "info"
    assert {*verdicts.values()} == {"stopped"}
    assert len(verdicts) == 4


def test_files_of_the_host_are_not_there(nursery: Nursery) -> None:
    course = Path(__file__).parents[2]
    paths = [
        "/root/.ssh",
        "/home",
        "/etc/shadow",
        "/etc/passwd",
        "/etc/ssh",
        "/run",
        "/var",
        "/sys",
        "/boot",
        "/mnt",
    ]
    paths += [
        "/srv",
        "/opt",
        "/etc/hostname",
        "/etc/resolv.conf",
        str(course / "source"),
        str(course / "grader_tests"),
    ]
    attack = Attack(
        nursery, "host_files", PATHS=[*paths, str(course / "pyproject.toml"), str(Path(__file__))]
    )
    assert attack.read() == "end"
    attack.finish()
    attack.assert_stopped(len(paths) + 8)
    assert_serves(nursery)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="other tables of system calls are x86's")
@pytest.mark.parametrize("kind", ["i386", "x32"])
def test_another_table_of_system_calls_ends_the_child(nursery: Nursery, kind: str) -> None:
    attack = Attack(nursery, "architecture", KIND=kind)
    assert attack.read() == "end"
    assert attack.finish().signal == 31
    attack.assert_stopped(0)
    assert_serves(nursery)


@pytest.mark.parametrize("kind", ["segfault", "abort", "recursion", "exit"])
def test_a_crash_takes_nobody_along(nursery: Nursery, kind: str) -> None:
    attack = Attack(nursery, "crash", KIND=kind)
    assert attack.read() == "end"
    end = attack.finish()
    assert (end.code, end.signal) != (0, None)
    attack.assert_stopped(0)
    assert_serves(nursery)


@pytest.mark.parametrize(
    ("layer", "name", "what"),
    [
        ("seccomp", "network", "socket of families 0 to 46"),
        ("seccomp", "nesting", "filter"),
        ("proc", "memory_access", "list /proc"),
        ("descriptors", "descriptors", "foreign sockets"),
        ("capabilities", "nesting", "capabilities"),
        ("cwd", "host_files", "the current folder is private"),
    ],
)
def test_an_attack_gets_through_where_its_layer_is_left_out(
    nursery: Nursery, layer: str, name: str, what: str
) -> None:
    given = {"PATHS": ["/root/.ssh"]} if name == "host_files" else {}
    attack = Attack(nursery, name, without=(layer,), **given)
    attack.read()
    attack.finish()
    assert what in [report[0] for report in attack.reports if report[1] == "NOT STOPPED"]


@pytest.mark.parametrize(
    ("layer", "name", "but"),
    [
        ("seccomp", "nesting", {"filter"}),
        ("seccomp", "host_files", set()),
        ("read-only", "readonly", set()),
        ("pid", "memory_access", set()),
        ("net", "network", set()),
        ("nesting", "nesting", set()),
    ],
)
def test_the_other_layers_hold_where_one_is_left_out(
    nursery: Nursery, layer: str, name: str, but: set[str]
) -> None:
    given = {"PATHS": ["/root/.ssh", "/etc/shadow", "/run"]} if name == "host_files" else {}
    attack = Attack(nursery, name, without=(layer,), **given)
    assert attack.read() == "end"
    attack.finish()
    through = [report for report in attack.reports if report[1] == "NOT STOPPED" or report[0] == "exception"]
    assert {report[0] for report in through} == but
    assert_serves(nursery)


@pytest.mark.parametrize("name", ["network", "programs", "nesting"])
def test_a_program_that_has_taken_over_the_judge_gets_no_further(name: str) -> None:
    ours, theirs = socket.socketpair()
    process = judge_process(theirs.fileno(), cache=None, _program="gradlab.grade.probes")
    theirs.close()
    assert process.stderr is not None
    with ours, process.stderr:
        ours.settimeout(60)
        assert ours.recv(1) == b"\n"
        send(ours, source(name).replace("os.dup(3)", "os.dup(sock.fileno())"))
        lines = ours.makefile().readlines()
        assert process.wait(30) == 0
    reports = [json.loads(line) for line in lines]
    assert len(reports) >= 9
    assert not [report for report in reports if report[1] == "NOT STOPPED" or report[0] == "exception"]
