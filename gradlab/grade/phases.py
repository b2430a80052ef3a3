"""Where the processor time of grading goes: phases, and how they are added up across processes.

`slot`, `judge`, `student` and `cli` import this room.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

PHASES = {
    "command": "imports, reading the course and what is handed in, the table",
    "start": "starting nurseries and judges, trying every layer of the sandbox",
    "reference": "the source's own solution, which fills the students' compile cache",
    "merge": "reading a notebook and putting its answers into the instructor's",
    "drive": "the rest of a slot: messages, pictures, reports",
    "fork": "a student's process: its fork, its confinement, its end",
    "cells": "running the student's cells",
    "calls": "calls of the student's functions with values",
    "traces": "tracing the student's functions",
    "exports": "lowering what was traced, for the judge",
    "student compile": "compiling and loading in the student's process",
    "shared compile": "compiling for students, in the judge",
    "judge compile": "compiling and loading in the judge",
    "inspect": "reading and inspecting programs in the judge",
    "tests": "the rest of the judge: pytest, tests, comparisons",
    "record": "the gradebook and the notebooks in autograded/",
}
"""In the order of a submission's life."""
OF_REQUESTS = {"RunCell": "cells", "Trace": "traces", "Export": "exports"}
"""Requests to a student by their phase; all others are calls."""
MOST_S = 3600.0
"""More than a student's process may use; what claims more counts for nothing."""
_TICKS = os.sysconf("SC_CLK_TCK")

Seconds = dict[str, float]
"""Processor time by phase, in seconds."""


def added(parts: Iterable[Seconds]) -> Seconds:
    """Add up phases."""
    total: Seconds = {}
    for part in parts:
        for phase, seconds in part.items():
            total[phase] = total.get(phase, 0.0) + seconds
    return total


def claimed(seconds: float) -> float:
    """Return what a student's process says it has used, or 0 where that cannot be."""
    return seconds if 0.0 <= seconds <= MOST_S else 0.0


@contextmanager
def spent_in(phases: Seconds, phase: str, clock: Callable[[], float] = time.thread_time) -> Iterator[None]:
    """Add the processor time that this thread uses inside the block, or whatever else the clock counts."""
    started = clock()
    try:
        yield
    finally:
        phases[phase] = phases.get(phase, 0.0) + clock() - started


def of_tree(pid: int) -> float:
    """Return the processor time of a process and of all it has started, in seconds; 0 for what is gone.

    Args:
        pid: As this process counts.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        own = sum(map(int, fields[11:15])) / _TICKS
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return 0.0
    return own + sum(map(of_tree, children))
