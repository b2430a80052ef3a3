"""What a command costs: wall clock, processor time and memory of its whole process tree, and the time to its first mark.

Processor time is what the kernel's task clock counts for this thread's descendants, however they end (`clock`).
Memory is the sum of the descendants' proportional set sizes (PSS: a page that several share counts once in all), sampled; the
samples cost processor time, so a run is measured for time or for memory, never for both. Knows nothing of graders.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import clock

PR_SET_CHILD_SUBREAPER = 36
EVERY_S = 0.1
"""Between two samples of memory."""
FIRST_MARK = b"[1/"
"""How a line starts that tells the first mark, on stderr."""
STARTS = b"[0/0] the clock starts\n"
"""A line on stderr before which a command only prepares."""
TOLD = 4000
"""Characters of its log that a failed command shows."""


class Failed(Exception):
    """A command did not exit with 0; says which, and what it printed last."""


@dataclass(frozen=True)
class Cost:
    """What a command took, or several, one after the other."""

    wall_s: float
    cpu_s: float
    whole: bool = False
    """Whether `cpu_s` is all of it: False where only what somebody waited for could be counted."""
    first_s: float | None = None
    """From the start to the first mark; None where none was told."""


@dataclass(frozen=True)
class Memory:
    """What a process tree held, in MB (1e6 bytes)."""

    peak_mb: float
    early_mb: float
    """The peak of the first half of the run."""
    late_mb: float
    """The peak of the second."""
    samples: int
    by_resident: int
    """Samples in which a process hid its PSS, and its resident set was taken, which is more."""


def adopt_orphans() -> None:
    """Make whatever loses its parent a child of this process, so that nothing that was started goes uncounted."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def measured(
    commands: Sequence[Sequence[str]], *, folder: Path, environment: Mapping[str, str], log: Path
) -> Cost:
    """Run commands to the end of their last descendants.

    Args:
        commands: Each with its arguments.
        folder: Where they run.
        environment: All of their environment.
        log: Where their output goes.

    Raises:
        Failed: One exits with something else than 0.
    """
    started, first = time.monotonic(), None
    with clock.running() as used, log.open("wb") as output:
        for command in commands:
            child = subprocess.Popen(
                command, cwd=folder, env=dict(environment), stdout=output, stderr=subprocess.PIPE
            )
            assert child.stderr is not None
            try:
                for line in child.stderr:
                    if line == STARTS:
                        started = time.monotonic()
                    if first is None and line.startswith(FIRST_MARK):
                        first = time.monotonic() - started
                    output.write(line)
                code = child.wait()
            finally:
                child.stderr.close()
                if child.poll() is None:  # interrupted: nothing goes on behind the bench's back
                    child.terminate()
                _reap()
            if code:
                output.flush()
                said = log.read_bytes()[-TOLD:].decode(errors="replace")
                raise Failed(f"{' '.join(command)} exits with {code}:\n{said}")
        return Cost(time.monotonic() - started, *used(), first)


def weighed(
    commands: Sequence[Sequence[str]], *, folder: Path, environment: Mapping[str, str], log: Path
) -> Memory:
    """Run commands as `measured` does, and sample what they and their descendants hold.

    Raises:
        Failed: One exits with something else than 0.
    """
    seen: list[tuple[int, bool]] = []
    over = threading.Event()

    def sample() -> None:
        while not over.wait(EVERY_S):
            seen.append(_held(os.getpid()))

    sampler = threading.Thread(target=sample)
    sampler.start()
    try:
        measured(commands, folder=folder, environment=environment, log=log)
    finally:
        over.set()
        sampler.join()
    held = [taken / 1e6 for taken, _ in seen] or [0.0]
    half = max(1, len(held) // 2)
    return Memory(
        max(held),
        max(held[:half]),
        max(held[half:] or held),
        len(held),
        sum(resident for _, resident in seen),
    )


def _reap() -> None:
    """Wait for all that was left behind."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()


def _held(root: int) -> tuple[int, bool]:
    """Return the bytes that the descendants of a process hold, and whether one of them hid its PSS."""
    total, resident = 0, False
    for pid in _descendants(root):
        try:
            with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
                total += next(int(line.split()[1]) for line in file if line.startswith("Pss:")) * 1024
        except PermissionError:
            with contextlib.suppress(OSError), open(f"/proc/{pid}/statm", encoding="ascii") as file:
                total += int(file.read().split()[1]) * resource.getpagesize()
                resident = True
        except (OSError, StopIteration):
            pass  # it has just ended
    return total, resident


def _descendants(root: int) -> list[int]:
    """Return the processes below one, namespaces of their own included."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdecimal():
            with (
                contextlib.suppress(OSError),
                open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file,
            ):
                # The command's name, in parentheses, may hold blanks and parentheses of its own.
                parent = int(file.read().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(name))
    found: list[int] = []
    todo = [root]
    while todo:
        below = children.get(todo.pop(), [])
        found += below
        todo += below
    return found
