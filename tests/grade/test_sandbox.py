"""The sandbox from the grader's side: starting, spawning, ending, refusing."""

from __future__ import annotations

import json
import os
import platform
import signal
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gradlab.grade import bubblewrap, sandbox, variables
from gradlab.grade.bubblewrap import Bubblewrap
from gradlab.grade.enclosure import readable
from gradlab.grade.sandbox import Child, Limits, Nursery, SandboxError, judge_process

pytestmark = pytest.mark.skipif(platform.system() != "Linux", reason="the sandbox runs on Linux only")

PROGRAM = "gradlab.grade.probes"
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has other users to become")


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery(_program=PROGRAM) as nursery:
        yield nursery


def send(sock: socket.socket, source: str) -> None:
    data = textwrap.dedent(source).encode()
    sock.settimeout(60)
    sock.sendall(len(data).to_bytes(4, "little") + data)


def ask(child: Child, expression: str) -> object:
    """Have a child evaluate an expression; it stays until its socket is closed."""
    send(child.sock, f"import os, json\nreport(json.dumps({expression}), '')\nsock.recv(1)")
    return json.loads(json.loads(child.sock.makefile().readline())[0])


def end_of(child: Child, source: str) -> sandbox.Exit:
    send(child.sock, source)
    end = child.wait(60)
    assert end is not None
    child.close()
    return end


def alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def ends(pidfd: int) -> bool:
    """Whether a process ends within some seconds; closes its pidfd."""
    ended = readable(pidfd, 10.0)
    os.close(pidfd)
    return ended


class TestNursery:
    def test_it_spawns_a_confined_child(self, nursery: Nursery) -> None:
        with nursery.spawn() as child:
            assert ask(child, "[os.getpid(), os.listdir('/proc'), os.getcwd()]") == [1, ["cpuinfo"], "/work"]
            assert child.pid > 1
            assert alive(child.pid)
        assert not alive(child.pid)

    def test_children_start_from_the_same_state_each_time(self, nursery: Nursery) -> None:
        answers = []
        for _ in range(2):
            with nursery.spawn() as child:
                answers.append(ask(child, "[hash('jax'), sorted(os.environ.items())]"))
        assert answers[0] == answers[1]

    def test_it_serves_several_threads(self, nursery: Nursery) -> None:
        answers: list[object] = []

        def work(n: int) -> None:
            for i in range(3):
                with nursery.spawn() as child:
                    answers.append((ask(child, f"{n} * 10 + {i}"), n * 10 + i))

        threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(answers) == 12
        assert all(got == expected for got, expected in answers)  # type: ignore[misc]

    def test_nothing_adds_up_over_many_children(self, nursery: Nursery) -> None:
        def held() -> list[int]:
            return [len(os.listdir(f"/proc/{pid}/fd")) for pid in (os.getpid(), nursery.pid)]

        nursery.spawn().close()
        before = held()
        for _ in range(30):
            nursery.spawn().close()
        assert held() == before
        assert not nursery._exits
        assert nursery.log() == ""

    def test_it_outlives_the_thread_that_started_it(self) -> None:
        made: list[Nursery] = []
        thread = threading.Thread(target=lambda: made.append(Nursery(_program=PROGRAM)))
        thread.start()
        thread.join()
        with made[0] as nursery, nursery.spawn() as child:
            assert ask(child, "1 + 1") == 2

    def test_closing_it_ends_its_children(self) -> None:
        nursery = Nursery(_program=PROGRAM)
        child = nursery.spawn()
        nursery.close()
        nursery.close()
        assert not nursery.alive
        end = child.close()
        assert end is not None
        assert end.status_text == "ended together with its nursery"
        assert not alive(child.pid)

    def test_what_it_was_given_to_read_is_there_and_is_not_writable(self) -> None:
        folder = Path("/tmp") / f"gradlab-test-{os.getpid()}"
        folder.mkdir()
        try:
            (folder / "entry").write_text("compiled")
            with Nursery(_program=PROGRAM, cache=folder) as nursery, nursery.spawn() as child:
                said = ask(
                    child,
                    "[open('/cache/entry').read(), os.access('/cache', os.W_OK), os.environ['JAX_COMPILATION_CACHE_DIR']]",
                )
            assert said == ["compiled", False, "/cache"]
        finally:
            (folder / "entry").unlink()
            folder.rmdir()

    def test_matplotlib_finds_its_own_fonts_only(self, nursery: Nursery) -> None:
        manager = "__import__('matplotlib.font_manager').font_manager.fontManager"
        fonts = f"sorted({{os.path.dirname(font.fname) for font in {manager}.ttflist}})"
        with nursery.spawn() as child:
            folders = ask(child, fonts)
        assert isinstance(folders, list)
        assert folders
        assert all("matplotlib/mpl-data" in folder for folder in folders)


class TestExit:
    def test_it_tells_code_and_use(self, nursery: Nursery) -> None:
        end = end_of(
            nursery.spawn(),
            "x = bytearray(200 << 20)\nfor i in range(0, len(x), 4096): x[i] = 1\nimport os; os._exit(3)",
        )
        assert (end.code, end.signal, end.status_text) == (3, None, "exited with code 3")
        assert end.max_rss_bytes > 200 << 20
        assert 0 < end.cpu_s < 20

    def test_it_tells_the_signal(self, nursery: Nursery) -> None:
        end = end_of(nursery.spawn(), "import ctypes; ctypes.string_at(0)")
        assert (end.code, end.signal) == (None, signal.SIGSEGV)
        assert end.status_text == "ended by a signal (Segmentation fault)"

    def test_it_tells_cpu_time_from_a_kill(self) -> None:
        with Nursery(Limits(cpu_s=1), _program=PROGRAM) as nursery:
            end = end_of(nursery.spawn(), "while True: pass")
            assert end.status_text == "killed after its 1 s of CPU"
            child = nursery.spawn()
            child.kill()
            killed = child.wait(60)
            assert killed is not None
            assert killed.status_text == "ended by a signal (Killed)"
            child.close()

    def test_waiting_for_a_child_that_runs_gives_none(self, nursery: Nursery) -> None:
        with nursery.spawn() as child:
            assert child.wait(0) is None
            child.kill()
            child.kill()
            assert child.wait(60) is child.wait(60)

    def test_a_program_that_returns_or_raises_has_failed(self, nursery: Nursery) -> None:
        with nursery._spawn("gradlab.grade.limits") as child:  # which has no `serve`
            end = child.wait(60)
        assert end is not None
        assert (end.code, end.status_text) == (70, "its program failed")


class TestRefusal:
    def test_no_bubblewrap(self) -> None:
        with pytest.raises(SandboxError) as refusal:
            bubblewrap.find([])
        assert str(refusal.value) == (
            "the sandbox can't be built (bubblewrap): no bwrap was found\n\nhint: install bubblewrap 0.8 or newer "
            "(`sudo apt install bubblewrap`), or repair the environment with `uv sync`, which brings its own. "
            "It runs on Linux only."
        )

    def test_an_unusable_bubblewrap(self, tmp_path: Path) -> None:
        old, other = tmp_path / "old", tmp_path / "other"
        old.write_text("#!/bin/sh\necho bubblewrap 0.6.2\n")
        other.write_text("#!/bin/sh\necho hello\n")
        old.chmod(0o755)
        other.chmod(0o755)
        with pytest.raises(SandboxError) as refusal:
            bubblewrap.find([old, other, tmp_path / "absent"])
        assert "is 0.6.2, too old" in refusal.value.what
        assert "is not bubblewrap (it said 'hello')" in refusal.value.what
        assert "does not run" in refusal.value.what

    @pytest.mark.parametrize(
        ("said", "layer"),
        [
            ("bwrap: setting up uid map: Permission denied", "namespaces"),
            ("bwrap: No permissions to create a new namespace", "namespaces"),
            ("bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted", "namespaces"),
            ("bwrap: Can't mount tmpfs on /newroot: No such file", "bubblewrap"),
            ("bwrap: execvp setpriv: No such file or directory", "setpriv"),
            ("Segmentation fault", "nursery"),
        ],
    )
    def test_a_bubblewrap_that_fails_is_explained(self, tmp_path: Path, said: str, layer: str) -> None:
        fake = tmp_path / "bwrap"
        fake.write_text(f'#!/bin/sh\necho "{said}" >&2\nexit 1\n')
        fake.chmod(0o755)
        with pytest.raises(SandboxError) as refusal:
            Nursery(_program=PROGRAM, _bwrap=Bubblewrap(fake, "0.11.0"))
        assert refusal.value.layer == layer
        assert said in refusal.value.what
        assert refusal.value.fix

    def test_a_missing_program(self) -> None:
        with pytest.raises(SandboxError, match=r"No module named 'gradlab\.grade\.absent'") as refusal:
            Nursery(_program="gradlab.grade.absent")
        assert refusal.value.layer == "nursery"

    @pytest.mark.parametrize(
        ("sabotage", "layer", "what"),
        [
            (
                "import threading, time; threading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
                "nursery",
                "2 threads run before the first fork, one may",
            ),
            ("import jax; jax.devices()", "nursery", "before the first fork"),
            ("sys.modules['pyseccomp'] = None", "seccomp", "the filter can't be made"),
        ],
        ids=["thread", "backend", "seccomp"],
    )
    def test_a_nursery_that_may_not_fork(
        self, monkeypatch: pytest.MonkeyPatch, sabotage: str, layer: str, what: str
    ) -> None:
        monkeypatch.setattr(sandbox, "_NURSERY", f"import sys; {sabotage}; {sandbox._NURSERY}")
        with pytest.raises(SandboxError) as refusal:
            Nursery(_program=PROGRAM)
        assert refusal.value.layer == layer
        assert what in refusal.value.what

    def test_libseccomp_missing_names_the_package(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(
            sandbox, "_NURSERY", f"import sys; sys.modules['pyseccomp'] = None; {sandbox._NURSERY}"
        )
        with pytest.raises(SandboxError, match="sudo apt install libseccomp2"):
            Nursery(_program=PROGRAM)

    @pytest.mark.parametrize("layer", ["user", "mount"])
    def test_a_child_is_never_half_confined(self, nursery: Nursery, layer: str) -> None:
        with pytest.raises(SandboxError) as refusal:
            nursery._spawn(without={layer})
        assert refusal.value.layer in ("namespaces", "read-only")
        with nursery.spawn() as child:
            assert ask(child, "1 + 1") == 2

    def test_limits_that_can_not_be_set(self, monkeypatch: pytest.MonkeyPatch) -> None:
        lower = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))"
        monkeypatch.setattr(sandbox, "_NURSERY", f"{lower}; {sandbox._NURSERY}")
        # Sabotaged inside, where root was given up: outside, only an ordinary user has a hard limit.
        with (
            Nursery(_program=PROGRAM) as nursery,
            pytest.raises(SandboxError, match="ulimit -H -a") as refusal,
        ):
            nursery.spawn()
        assert refusal.value.layer == "limits"

    def test_a_grader_that_may_not_dump_core_grades_all_the_same(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lower = "import resource; resource.setrlimit(resource.RLIMIT_CORE, (0, 0))"
        monkeypatch.setattr(sandbox, "_NURSERY", f"{lower}; {sandbox._NURSERY}")
        with Nursery(_program=PROGRAM) as nursery, nursery.spawn() as child:
            assert ask(child, "__import__('resource').getrlimit(4)") == [0, 0]

    @as_root
    def test_the_hosts_root_inside(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(bubblewrap, "NURSERY_UID", 0)
        with pytest.raises(SandboxError, match="runs as the host's root") as refusal:
            Nursery(_program=PROGRAM, _way="setpriv")
        assert refusal.value.layer == "user"

    @as_root
    def test_an_environment_that_others_can_not_read(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        tmp_path.chmod(0o700)
        monkeypatch.setattr(sys, "prefix", str(tmp_path))
        with pytest.raises(SandboxError, match="chmod -R go\\+rX") as refusal:
            Nursery(_program=PROGRAM)
        assert refusal.value.layer == "environment"

    def test_a_nursery_that_has_died(self) -> None:
        with Nursery(_program=PROGRAM) as nursery:
            child = nursery.spawn()
            lives = [os.pidfd_open(pid) for pid in (child.pid, nursery._enclosure.process.pid)]
            os.kill(nursery.pid, signal.SIGKILL)
            assert all(ends(life) for life in lives)
            with pytest.raises(SandboxError) as refusal:
                nursery.spawn()
            assert refusal.value.layer == "nursery"
            end = child.close()
            assert end is not None
            assert end.status_text == "ended together with its nursery"


@as_root
def test_the_way_is_chosen_by_what_others_can_read(tmp_path: Path) -> None:
    assert bubblewrap.choose_way([Path("/usr/bin")]) == "drop"
    tmp_path.chmod(0o700)
    assert bubblewrap.choose_way([Path("/usr/bin"), tmp_path]) == "setpriv"


class TestJudge:
    @pytest.fixture
    def judge(self, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], socket.socket]]:
        ours, theirs = socket.socketpair()
        process = judge_process(theirs.fileno(), cache=tmp_path / "cache", _program=PROGRAM)
        theirs.close()
        assert process.stderr is not None
        with ours, process.stderr:
            ours.settimeout(60)
            assert ours.recv(1) == b"\n"
            yield process, ours
            process.kill()
            process.wait()

    def test_it_computes_and_keeps_a_cache_of_its_own(
        self, judge: tuple[subprocess.Popen[bytes], socket.socket], tmp_path: Path
    ) -> None:
        process, sock = judge
        send(
            sock,
            """
            import os, jax, jax.numpy as jnp, pytest
            jax.config.update("jax_compilation_cache_dir", os.environ["GRADLAB_JUDGE_CACHE"])
            jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
            jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
            report("sum", float(jax.jit(lambda x: jax.nn.softmax(x @ x).sum())(jnp.ones((8, 8)))))
            """,
        )
        assert json.loads(sock.makefile().readline())[1] == 8.0
        assert process.wait(60) == 0
        assert [path.name for path in (tmp_path / "cache").iterdir()]
        assert (tmp_path / "cache").stat().st_mode & 0o077 == 0

    def test_what_it_prints_can_be_read(self, judge: tuple[subprocess.Popen[bytes], socket.socket]) -> None:
        process, sock = judge
        send(sock, "import sys, os; print('out of order', file=sys.stderr, flush=True); os.abort()")
        assert process.wait(60) != 0
        assert process.stderr is not None
        said = process.stderr.read().decode()
        assert "out of order" in said
        assert "Fatal Python error: Aborted" in said

    def test_killing_it_ends_all_of_it(self, judge: tuple[subprocess.Popen[bytes], socket.socket]) -> None:
        process, sock = judge
        send(sock, "import os, time\nreport('ready', '')\nwhile True: pass")
        assert sock.recv(100)
        process.kill()
        process.wait(10)
        assert sock.recv(100) == b""

    def test_it_sees_no_course_and_no_environment_of_the_grader(
        self, monkeypatch: pytest.MonkeyPatch, judge: tuple[subprocess.Popen[bytes], socket.socket]
    ) -> None:
        _, sock = judge
        course = str(Path(__file__).parents[2] / "source")
        send(sock, f"import os\nreport(os.path.exists({course!r}), sorted(os.environ))")
        seen, names, _ = json.loads(sock.makefile().readline())
        assert seen is False
        assert "GRADER_SECRET" not in names


GRADER = """
import os, socket, sys, time
from gradlab.grade.sandbox import Nursery, judge_process

def send(sock, source):
    sock.sendall(len(source).to_bytes(4, "little") + source.encode())

nursery = Nursery(_program="gradlab.grade.probes")
child = nursery.spawn()
ours, theirs = socket.socketpair()
judge = judge_process(theirs.fileno(), cache=None, _program="gradlab.grade.probes")
theirs.close()
ours.recv(1)
for sock in (child.sock, ours):
    send(sock, "report('busy', '')\\nwhile True: pass")
    sock.recv(100)
print(nursery.pid, child.pid, judge.pid, nursery._enclosure.process.pid, flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_nothing_is_left_when_the_grader_dies(number: signal.Signals) -> None:
    grader = subprocess.Popen(
        [sys.executable, "-c", GRADER], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert grader.stdout is not None
    with grader.stdout as stdout:
        pids = [int(word) for word in stdout.readline().split()]
        inside = [pid for pid in pids for pid in (pid, *children_of(pid))]
        assert len(pids) == 4
        lives = [os.pidfd_open(pid) for pid in inside]
        assert not any(readable(life, 0) for life in lives)
        grader.send_signal(number)
        grader.wait(30)
        assert all(ends(life) for life in lives)


def children_of(pid: int) -> list[int]:
    """All descendants of a process."""
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                parents[int(name)] = int(Path(f"/proc/{name}/stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
    found, todo = [], [pid]
    while todo:
        parent = todo.pop()
        born = [child for child, of in parents.items() if of == parent]
        found += born
        todo += born
    return found


def test_flags_are_the_ones_that_the_jaxlib_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = {"0.10.2": True, "0.12.0.1": False, "1.0": False}
    for version, old in versions.items():
        monkeypatch.setattr("importlib.metadata.version", lambda name, version=version: version)
        assert ("fusion_emitters" in variables.xla_flags()) == old
        assert "--xla_backend_optimization_level=0" in variables.xla_flags()


def test_limits_are_set_one_by_one(nursery: Nursery) -> None:
    limits = replace(Limits(), open_files=77, cpu_s=33, work_bytes=1 << 20)
    with nursery._spawn(limits=limits) as child:
        said = ask(
            child,
            "[__import__('resource').getrlimit(7)[1], __import__('resource').getrlimit(0)[1],"
            " os.statvfs('/work').f_blocks * os.statvfs('/work').f_frsize]",
        )
    assert said == [77, 33, 1 << 20]
