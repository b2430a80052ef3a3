"""The runs of the benchmark: which are wanted, in what order, and what came of those that were made, kept on disk.

A benchmark of hours is cut off now and then: every run is written down as it ends, a file a side, and a rerun makes only those
that are missing. A run stands for others as long as assignment, class and grader are the same, and the machine.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import sides
from costs import Cost, Memory
from programs import Programs

from gradlab.course import Assignment

PURPOSES = ("time", "memory", "cold", "kept", "programs")
"""Wall and CPU with a filled cache; peak memory; the first mark with no cache, and with slots that `gradlab warm` keeps; how much
the programs of the class differ."""
FIRST = ("cold", "kept")
"""Those that are about the first mark."""
ONE_S = {"stock": 8.0, "otter": 12.0, "bare": 3.0, "gradlab": 2.0}
"""Wall clock of a submission, where nothing is known yet."""
START_S = 8.0
"""Wall clock of the start, and of laying a class out."""
SAMPLE = 6
"""How many of a class nbgrader and Otter grade, unless told otherwise."""
ROUNDS = 3
"""How often each is timed, unless told otherwise."""
FEW = 4
"""Submissions in a class whose first mark is waited for."""


class Task(msgspec.Struct, frozen=True):
    """A run that is wanted."""

    purpose: str
    kind: str
    count: int
    """How many submissions are graded."""
    turn: int
    """Which repetition, from 0."""
    side: str


class Run(msgspec.Struct, frozen=True):
    """What came of a task."""

    task: Task
    assignment: str
    rests_on: str
    machine: str
    session: str
    """When the benchmark was started that made the run, UTC."""
    cost: Cost | None = None
    memory: Memory | None = None
    programs: Programs | None = None
    marks: sides.Marks = {}


@dataclass(frozen=True)
class Wanted:
    """What is asked for."""

    counts: Sequence[int]
    kinds: Sequence[str]
    sides: Sequence[str]
    purposes: Sequence[str]
    rounds: int
    sample: int
    """How many of a class the sides grade whose cost a submission does not depend on its size; 0: all of it."""
    large: int
    """Classes of this size and more are graded once, whatever `rounds` says."""

    def graded(self, side: str, count: int) -> int:
        """Return how many of a class of `count` a side grades."""
        return min(count, self.sample) if self.sample and side in sides.SAMPLED else count

    def tasks(self) -> list[Task]:
        """Return what is to be run, sides alternating, each run once."""
        return list(dict.fromkeys(task for task in self._all() if task.purpose in self.purposes))

    def _all(self) -> Iterator[Task]:
        for kind in self.kinds:
            for count in self.counts:
                for turn in range(1 if count >= self.large else self.rounds):
                    for side in self.sides:
                        yield Task("time", kind, self.graded(side, count), turn, side)
        for count in self.counts:
            for side in self.sides:
                yield Task("memory", self.kinds[0], self.graded(side, count), 0, side)
        for turn in range(self.rounds):
            for side in self.sides:
                if side.startswith("gradlab"):
                    for purpose in FIRST:
                        yield Task(purpose, self.kinds[0], min(FEW, *self.counts), turn, side)
        for kind in self.kinds:
            yield Task("programs", kind, min(60, max(self.counts)), 0, "bare")


class Kept:
    """The runs that were made, on disk."""

    def __init__(self, folder: Path, assignment: Assignment, wanted: Wanted) -> None:
        """Read what is there and still stands."""
        self.folder, self.assignment = folder, assignment
        folder.mkdir(parents=True, exist_ok=True)
        self.runs: dict[Task, Run] = {}
        self.session = time.strftime("%Y-%m-%d %H:%M", time.gmtime())
        for side in dict.fromkeys((*wanted.sides, "bare")):
            self._read(side)

    def _read(self, side: str) -> None:
        path = self.folder / f"{side}.jsonl"
        for line in path.read_bytes().splitlines() if path.exists() else ():
            try:
                run = msgspec.json.decode(line, type=Run)
            except msgspec.DecodeError:
                continue  # cut off, or of an earlier form
            known = (self.assignment.name, sides.rests_on(side, self.assignment), machine())
            if (run.assignment, run.rests_on, run.machine) == known:
                self.runs[run.task] = run

    def add(self, task: Task, result: Cost | Memory | Programs, marks: sides.Marks) -> Run:
        """Keep what came of a task."""
        run = Run(
            task,
            self.assignment.name,
            sides.rests_on(task.side, self.assignment),
            machine(),
            self.session,
            cost=result if isinstance(result, Cost) else None,
            memory=result if isinstance(result, Memory) else None,
            programs=result if isinstance(result, Programs) else None,
            marks=marks,
        )
        with (self.folder / f"{task.side}.jsonl").open("ab") as file:
            file.write(msgspec.json.encode(run) + b"\n")
        self.runs[task] = run
        return run

    def seconds(self, task: Task) -> float:
        """Guess how long a task will take, from runs like it where there are any."""
        alike = [
            run.cost.wall_s / run.task.count
            for run in self.runs.values()
            if run.cost is not None and run.task.purpose == "time" and run.task.side == task.side
        ]
        guess = ONE_S[task.side.partition("-")[0]] / min(sides.jobs(task.side), os.cpu_count() or 1)
        return START_S + task.count * (min(alike) if alike else guess)


def machine() -> str:
    """Describe the machine: cores that may be used, and the processor's name."""
    name = platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        found = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        name = found[0].partition(":")[2].strip() if found else name
    return f"{len(os.sched_getaffinity(0))} cores, {name}"
