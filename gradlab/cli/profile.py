"""`gradlab grade --profile`: where the processor time of a run went, as a table and a picture."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.table import Table

from gradlab.cli.tables import out, say
from gradlab.grade import phases
from gradlab.grade.report import Graded

COLOURS = {"student": "tab:blue", "judge": "tab:orange", "grader": "tab:gray"}
OF_STUDENTS = frozenset({"fork", "cells", "calls", "traces", "exports", "student compile"})
OF_JUDGES = frozenset({"judge compile", "inspect", "tests"})


class Profile:
    """Adds up what grading costs, from the moment it is made."""

    def __init__(self) -> None:
        self.slots_s: list[float] = []
        """Processor time of the processes of each slot, as the kernel counts."""
        self._started_s = _own_s()
        self._submissions: list[phases.Seconds] = []
        self._record_s = 0.0

    def add(self, graded: Graded) -> None:
        """Add a submission that was graded."""
        self._submissions.append(graded.timing.phases)

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Count what is spent inside the block as recording."""
        started = time.thread_time()
        try:
            yield
        finally:
            self._record_s += time.thread_time() - started

    def spent(self) -> tuple[phases.Seconds, float]:
        """Return the processor time by phase, and all of it as the kernel counts; in seconds."""
        spent = phases.added(self._submissions)
        # A command starts with its imports, before there is a profile.
        own_s = _own_s()
        within = sum(spent.get(phase, 0.0) for phase in ("merge", "drive")) + self._record_s
        spent["command"] = max(0.0, own_s - within)
        spent["record"] = self._record_s
        counted_s = own_s + sum(self.slots_s) + spent.get("reference", 0.0)
        # Workers of a cluster are counted by nobody here.
        return spent, counted_s if self.slots_s else sum(spent.values())

    def show(self, picture: Path) -> None:
        """Print the table and draw the picture.

        Raises:
            OSError: the picture cannot be written.
        """
        spent, total_s = self.spent()
        count = len(self._submissions)
        table = Table(show_edge=False, pad_edge=False, box=None)
        table.add_column("phase", no_wrap=True)
        for heading in ("CPU s", "share", "ms each"):
            table.add_column(heading, justify="right", no_wrap=True)
        table.add_column("what", ratio=1)
        for phase, what in phases.PHASES.items():
            seconds = spent.get(phase, 0.0)
            each = f"{1e3 * seconds / count:.0f}" if count else ""
            table.add_row(phase, f"{seconds:.2f}", f"{seconds / total_s:.0%}", each, what)
        known = sum(spent.values())
        say()
        out.print(table)
        say(
            f"explained   {known / total_s:.0%} of {total_s:.1f} s of processor time, {count} submissions graded"
        )
        draw(spent, total_s, count, picture)
        say(f"picture     {picture}")


def _own_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def draw(spent: phases.Seconds, total_s: float, count: int, picture: Path) -> None:
    """Draw one bar a phase, coloured by who spends it.

    Raises:
        OSError: the picture cannot be written.
    """
    from matplotlib.figure import Figure

    names = [phase for phase in phases.PHASES if spent.get(phase, 0.0) > 0.0]
    figure = Figure(figsize=(8, 0.6 + 0.3 * max(1, len(names))), layout="constrained")
    axes = figure.subplots()
    for who, colour in COLOURS.items():
        mine = [name for name in names if who == _who(name)]
        places = [names.index(name) for name in mine]
        bars = axes.barh(places, [spent[name] for name in mine], color=colour, label=who)
        axes.bar_label(bars, [f"{spent[name] / total_s:.0%}" for name in mine], padding=3)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.margins(x=0.1)
    axes.set_xlabel(f"seconds of processor time, {count} submissions, {total_s:.0f} s in all")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="lower right")
    figure.savefig(picture, format="png", dpi=120)


def _who(phase: str) -> str:
    return "student" if phase in OF_STUDENTS else "judge" if phase in OF_JUDGES else "grader"
