"""`gradlab warm`: slots that other commands borrow; whoever ends first, nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import lesson
import psutil
import pytest

from gradlab.grade import standby
from gradlab.grade.settings import Settings
from gradlab.grade.slot import Slot
from gradlab.grade.standby_keeper import Keeper, StandbyError

BODIES = ("return 2.0 * x", "return x * x", "return x + 1.0")
GRADLAB = (sys.executable, "-m", "gradlab.cli")
WAIT_S = 60.0


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with three submissions."""
    return lesson.handed_in(tmp_path / "course", BODIES)


def environment(course: Path) -> dict[str, str]:
    found = {**os.environ, "XDG_CACHE_HOME": str(course.parent / "cache"), "COLUMNS": "120"}
    found.pop("XDG_RUNTIME_DIR", None)
    return found


def grade(course: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `gradlab grade` as a person does."""
    command = [*GRADLAB, "grade", "--no-gradebook", "--force", *words]
    env = environment(course)
    return subprocess.run(command, cwd=course, capture_output=True, text=True, timeout=300, env=env)


def reports(folder: Path) -> dict[str, bytes]:
    return {path.parent.parent.name: path.read_bytes() for path in folder.rglob("*.json")}


class Warm:
    """A `gradlab warm` that runs, and what it says."""

    def __init__(self, course: Path, *words: str) -> None:
        self.process = subprocess.Popen(
            [*GRADLAB, "warm", *words], cwd=course, stderr=subprocess.PIPE, text=True, env=environment(course)
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line.rstrip())

    def says(self, words: str) -> str:
        """Wait until a line holds these words."""
        ends = time.monotonic() + WAIT_S
        while time.monotonic() < ends:
            found = [line for line in self.lines if words in line]
            if found:
                return found[-1]
            time.sleep(0.05)
        raise AssertionError(f"it never said {words!r}: {self.lines}")

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(WAIT_S)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join(WAIT_S)
        assert self.process.stderr is not None
        self.process.stderr.close()


@contextmanager
def warm(course: Path, *words: str) -> Iterator[Warm]:
    running = Warm(course, *words)
    try:
        running.says("Ctrl-C ends")
        yield running
    finally:
        running.close()


def test_grading_borrows_slots_and_gives_the_same_bytes(course: Path) -> None:
    own = grade(course, "--json", "own")
    with warm(course, "lesson", "--jobs", "1") as running:
        borrowed = grade(course, "--json", "borrowed", "--jobs", "1")
        running.says(f"{len(BODIES)} submissions graded for process")
        children = psutil.Process(running.process.pid).children(recursive=True)
        assert children
        other = subprocess.run(
            [*GRADLAB, "warm"],
            cwd=course,
            capture_output=True,
            text=True,
            timeout=WAIT_S,
            env=environment(course),
        )
        assert running.end() == 0
        running.says("ended")
    assert (own.returncode, borrowed.returncode) == (0, 0), borrowed.stderr
    assert "slots that `gradlab warm` keeps are used" in borrowed.stderr and "warm" not in own.stderr
    assert reports(course / "own") == reports(course / "borrowed")
    assert len(reports(course / "own")) == len(BODIES)
    assert other.returncode == 2 and f"by process {running.process.pid}" in other.stderr
    assert not psutil.wait_procs(children, timeout=10)[1]
    assert not list((course.parent / "cache" / "gradlab" / "standby").glob(standby.NAME))


def test_a_keeper_that_is_killed_takes_nothing_along(course: Path) -> None:
    assert grade(course, "--json", "own").returncode == 0
    slow = lesson.submit("import time\ntime.sleep(3)\ndef double(x):\n    return 2.0 * x", student="s0")
    path = course / "submitted" / "s0" / "lesson" / "lesson.ipynb"
    path.write_bytes(slow.data)
    with warm(course, "--jobs", "1") as running:
        command = [*GRADLAB, "grade", "--no-gradebook", "--force", "--json", "left", "--jobs", "1"]
        env = environment(course)
        grading = subprocess.Popen(command, cwd=course, stderr=subprocess.PIPE, text=True, env=env)
        assert grading.stderr is not None and "are used" in grading.stderr.readline()
        running.process.kill()
        _, said = grading.communicate(timeout=300)
    assert grading.returncode == 0 and f"[{len(BODIES)}/{len(BODIES)}]" in said
    left, before = reports(course / "left"), reports(course / "own")
    assert len(left) == len(BODIES) and all(left[name] == before[name] for name in ("s1", "s2"))


def test_a_borrower_that_is_killed_costs_a_slot_that_is_replaced(course: Path) -> None:
    endless = lesson.submit("import time\ntime.sleep(20)", student="s0")
    (course / "submitted" / "s0" / "lesson" / "lesson.ipynb").write_bytes(endless.data)
    with warm(course, "--jobs", "1"):
        command = [*GRADLAB, "grade", "--no-gradebook", "submitted/s0", "--jobs", "1"]
        env = environment(course)
        grading = subprocess.Popen(command, cwd=course, stderr=subprocess.PIPE, text=True, env=env)
        assert grading.stderr is not None and "are used" in grading.stderr.readline()
        time.sleep(0.5)  # until the slot has the submission
        grading.kill()
        grading.communicate()
        ends = time.monotonic() + WAIT_S
        while time.monotonic() < ends:
            again = grade(course, "submitted/s1", "--jobs", "1")
            if "are used" in again.stderr:
                break
        assert again.returncode == 0 and "are used" in again.stderr


# ---- in this process


@pytest.fixture
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for compiled programs, and the socket, that is this test's."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    return tmp_path / "cache"


def test_nothing_is_borrowed_where_nobody_lends(private: Path) -> None:
    with pytest.raises(standby.Unavailable, match=r"^$"):
        standby.borrow(Settings())


def test_a_folder_that_others_may_enter_is_not_used(private: Path, tmp_path: Path) -> None:
    (private / "gradlab" / "standby").mkdir(parents=True, mode=0o755)
    assert standby.folder() is None
    with pytest.raises(StandbyError, match="XDG_RUNTIME_DIR"):
        Keeper(Settings(), slots=1, tell=print)


def test_who_grades_otherwise_borrows_nothing_and_is_told_why(
    private: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ("deep" * 50)).mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / ("deep" * 50)))  # longer than an address may be
    said: list[str] = []
    with closing(Keeper(Settings(), slots=1, tell=said.append)) as keeper:
        serving = threading.Thread(target=keeper.serve, daemon=True)
        serving.start()
        with pytest.raises(standby.Unavailable, match="compiled programs in no folder"):
            standby.borrow(Settings(cache=private))
        with monkeypatch.context() as other:
            other.setattr(standby, "versions", lambda: {"gradlab": "0"})
            with pytest.raises(standby.Unavailable, match="other software"):
                standby.borrow(Settings())
        with pytest.raises(standby.Unavailable, match=r"^$"):
            standby.borrow(Settings(platform="cuda"))
        with closing(standby.borrow(Settings(reveal=True))) as slot:
            with closing(standby.starter(said.append)(Settings(), number=1, of=2)) as own:  # all are lent
                assert isinstance(own, Slot) and not said
            revealing = slot.grade(lesson.SOURCE, lesson.submit("def double(x):\n    return x"))
            assert slot.cpu_s > 0.0
        deadline = time.monotonic() + WAIT_S
        while not said and time.monotonic() < deadline:
            time.sleep(0.01)
        there = f"{standby.folder()}/{standby.NAME}"
        reaching = (
            "import os, socket\ndef double(x):\n"
            f"    os.chdir({str(standby.folder())!r})\n"
            f"    socket.socket(socket.AF_UNIX).connect({standby.NAME!r})\n    return 2.0 * x"
        )
        with closing(standby.borrow(Settings())) as slot:
            graded = slot.grade(lesson.SOURCE, lesson.submit(reaching))
    serving.join(WAIT_S)
    assert not serving.is_alive()
    assert Path(there).exists() is False
    hidden = revealing.report.mark("double-check::test_any")
    assert hidden.hidden and "0.5" in hidden.message
    lost = graded.report.mark("double-check::test_two")
    assert lost.earned == 0.0 and "FileNotFoundError" in lost.message
    assert said[0].startswith("1 submission graded for process")
