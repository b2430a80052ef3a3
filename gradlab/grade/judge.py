"""The judge: runs test cells against a student who lives in another process, and decides every mark.

Started by a slot, confined, kept for many submissions: `python -m gradlab.grade.judge FD`. Student code never runs here. What
the judge decides it tells the slot at once, case by case, so that nothing is lost when a student's program takes it down.
It is the only room of `grade` that imports `check`, through `trial`.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import resource
import socket
import sys
import time
from pathlib import Path
from typing import NoReturn

import msgspec

from gradlab.grade import jax_dispatch, jax_modules, orders, phases
from gradlab.grade.compiler import Compiler
from gradlab.grade.probes import look_around_as_judge
from gradlab.grade.remote import EXECUTABLES, PROGRAMS, Student, StudentLost
from gradlab.grade.trial import Docket, try_cell
from gradlab.grade.variables import known
from gradlab.notebook import Role

SECONDS_TO_ASK_FOR_A_STUDENT = 60.0
"""A fork and a confinement take 50 ms; more than this is a broken nursery."""

NEEDED = ("gradlab.check._session", "matplotlib.pyplot")
"""What the first submission's cells import, for half a second and more: imported while the nursery starts."""
FORGETS = 10
"""After how many submissions a judge lets go of what jax remembers of their functions."""


class Judge:
    """Judges one submission: the cells of a `Task`, in order."""

    def __init__(self, channel: orders.Channel, task: orders.Task, compiler: Compiler | None = None) -> None:
        """Prepare to judge `task`, and to compile for its students; nothing runs yet."""
        self._compiler = compiler if task.compiles else None
        self.channel = channel
        self.task = task
        self.restarts = 0
        self.skipped = set(task.skipped)
        self.ends = time.monotonic() + task.submission_s
        self.docket = Docket(self)
        self._student: Student | None = None
        self._spent: list[phases.Seconds] = []
        self._history: list[orders.TaskCell] = []
        self._given: dict[str, object] = {"__name__": "__main__"}

    def run(self) -> None:
        """Judge every cell and tell the slot."""
        self._import()
        self._fresh_student()
        try:
            for cell in self.task.cells:
                if cell.role == Role.TEST:
                    marks = try_cell(self.docket, cell, self._given)
                    self.channel.send(orders.CellJudged(cell.id, msgspec.msgpack.encode(marks)))
                    continue
                if cell.role == Role.GIVEN:
                    self._run_given(cell)
                self._history.append(cell)
                self._run_in_student(cell, first=True)
        finally:
            self.student.close()

    @property
    def student(self) -> Student:
        """The student of the moment."""
        assert self._student is not None
        return self._student

    def phases(self, cpu_s: float, compile_s: float) -> phases.Seconds:
        """Return the processor time by phase, where the judge has used so much in all and so much for compiling."""
        spent = phases.added(self._spent)
        others = compile_s + spent.get("inspect", 0.0) + spent.get("shared compile", 0.0)
        return {**spent, "judge compile": compile_s, "tests": cpu_s - others}

    @property
    def exhausted(self) -> bool:
        """Whether the rest of the tests is lost without trying."""
        return (
            self.student.lost is not None and self.restarts >= self.task.restarts
        ) or time.monotonic() > self.ends

    def ready(self) -> bool:
        """Make sure that a student is there who has run all cells so far.

        Returns:
            Whether the student is another one than before.
        """
        fresh = False
        while self.student.lost is not None and self.restarts < self.task.restarts:
            self.restarts += 1
            fresh = True
            self.student.close()
            self._fresh_student()
            for cell in self._history:
                self._run_in_student(cell, first=False)
        return fresh

    def limit(self, seconds: float) -> None:
        """Give the student `seconds` from now, or what is left of the submission's time."""
        self.student.deadline = min(time.monotonic() + seconds, self.ends)

    def _fresh_student(self) -> None:
        self.channel.send(orders.WantStudent())
        answer, fd = self.channel.receive(SECONDS_TO_ASK_FOR_A_STUDENT)
        if not isinstance(answer, orders.StudentIs) or fd is None:
            raise RuntimeError("the slot gave no student")
        self._student = Student(socket.socket(fileno=fd), diagnose=self._why, compiler=self._compiler)
        self._spent.append(self._student.spent)

    def _why(self, silent: bool) -> tuple[str, str]:
        self.channel.send(orders.WhyLost(silent))
        answer, _ = self.channel.receive(SECONDS_TO_ASK_FOR_A_STUDENT)
        if not isinstance(answer, orders.Cause):
            raise RuntimeError("the slot did not say how the student ended")
        return answer.outcome, answer.detail

    def _import(self) -> None:
        """Import what the assignment's unlocked cells import: a student's `assert_equal` must not be the judge's."""
        for statement in self.task.imports:
            # A module that is missing here is missing for the student too, whose error says so.
            with contextlib.suppress(Exception):
                exec(statement, self._given)

    def _run_given(self, cell: orders.TaskCell) -> None:
        """Run a locked cell here too: test cells build on it, whatever the student does to the names."""
        source = "\n".join(
            "" if line.lstrip().startswith(("%", "!")) else line for line in cell.source.splitlines()
        )
        exec(compile(source, f"<cell {cell.id}>", "exec"), self._given)

    def _run_in_student(self, cell: orders.TaskCell, *, first: bool) -> None:
        """Run a cell in the student's shell; a cell that hangs or kills the student is not run again."""
        if cell.id in self.skipped:
            return
        self.ready()
        if self.student.lost is not None:
            return
        self.channel.send(orders.Running(cell.id))
        self.limit(self.task.cell_s)
        try:
            output = self.student.run(cell.id, cell.source)
        except StudentLost as lost:
            self.skipped.add(cell.id)
            self.channel.send(orders.Ran(cell.id, error=f"{lost.outcome}: {lost.detail}", skip=True))
            return
        except ValueError as error:
            # A cell beyond the limits of the wire; the student was not asked.
            self.skipped.add(cell.id)
            self.channel.send(orders.Ran(cell.id, error=f"the cell was not run: {error}", skip=True))
            return
        if first:
            shown = orders.Ran(
                cell.id, output.text, output.images, output.error or "", truncated=output.truncated
            )
            self.channel.send(shown)


def main(fd: int) -> NoReturn:
    """Judge the submissions that come over the descriptor `fd`, until it closes."""
    channel = orders.Channel(socket.socket(fileno=fd), orders.ToJudge)
    platform = os.environ["JAX_PLATFORMS"].partition(",")[0]
    _configure_jax(platform)
    compiler = Compiler(_cache()) if platform == "cpu" else None
    own = os.pidfd_open(os.getpid())
    found = look_around_as_judge(known(platform, judge=True), computes=False, platform=platform)
    channel.send(orders.Hello(tuple(found)), fd=own)
    os.close(own)
    _close_log()
    for name in NEEDED:
        importlib.import_module(name)
    number = 0
    while True:
        try:
            task, _ = channel.receive()
        except orders.ChannelClosed:
            os._exit(0)
        number += 1
        if not number % FORGETS:
            jax_modules.forget()
        start, compiled = _cpu_s(), jax_dispatch.compiling_s()
        try:
            judge = Judge(channel, task, compiler)
            judge.run()
            cpu_s, compile_s = _cpu_s() - start, jax_dispatch.compiling_s() - compiled
            channel.send(orders.Done(cpu_s, judge.restarts, judge.phases(cpu_s, compile_s)))
        except orders.ChannelClosed:
            os._exit(0)
        except BaseException as error:
            channel.send(orders.Broken(f"{type(error).__name__}: {error}"[:2000]))
            # What state this process is in is unknown: the slot starts another.
            os._exit(1)


def _close_log() -> None:
    """Print to nobody from here on: what test cells print is never read, and would fill the log of a judge that lives long."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    sys.stdout.flush()
    for fd in (1, 2):
        os.dup2(nowhere, fd)
    os.close(nowhere)


def _configure_jax(platform: str) -> None:
    import jax

    if platform == "cpu":
        jax_modules.ignore_plugins()
    cache = _cache()
    jax_dispatch.share(EXECUTABLES, cache, writes=True, modules=PROGRAMS)
    jax_modules.collect_seldom()
    jax_modules.lower_in_place()
    jax_modules.pass_errors_on()
    if cache:
        settings: dict[str, object] = {
            "jax_compilation_cache_dir": str(cache),
            "jax_persistent_cache_min_compile_time_secs": 0.0,
            "jax_persistent_cache_min_entry_size_bytes": -1,
        }
        for name, value in settings.items():
            jax.config.update(name, value)  # type: ignore[no-untyped-call]
    jax.numpy.zeros(3).block_until_ready()


def _cache() -> Path | None:
    """Return the folder that judges share."""
    cache = os.environ.get("GRADLAB_JUDGE_CACHE")
    return Path(cache) if cache else None


def _cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main(int(sys.argv[1]))
