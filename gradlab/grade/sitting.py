"""One attempt at one submission: drive the judge, hand it students, watch the clock from outside.

A judge that goes silent or ends is replaced, and goes on where the last one was lost. Only `slot` imports this room.
"""

from __future__ import annotations

import socket
import time
from collections import Counter
from typing import Protocol

import msgspec

from gradlab.grade import orders, phases
from gradlab.grade.enclosure import is_stopped
from gradlab.grade.report import CellMark, Mark, Outcome, Output
from gradlab.grade.sandbox import Exit
from gradlab.grade.settings import Settings
from gradlab.grade.showing import Showing
from gradlab.grade.unlocked import imports_of, names_defined
from gradlab.notebook import Notebook, Role

KILLS = 3
"""How often a judge may be killed (SIGKILL) in one case. Its own faults end it by other signals; memory is what may not."""
LAST_WORDS_S = 1.0
"""How long a student whose socket closed may take to end."""


class GraderBroken(Exception):
    """The grader failed, not the submission."""


class Abandoned(Exception):
    """The slot was told to stop while it was grading."""


class JudgeLost(Exception):
    """The judge ended or went silent while it was judging."""

    def __init__(self, silent: bool) -> None:
        """Say whether it went silent, rather than ended."""
        super().__init__("the judge did not answer in time" if silent else "the judge ended")
        self.silent = silent


class Student(Protocol):
    """What a sitting needs of a student's process: a `Child`, or the reference."""

    sock: socket.socket

    @property
    def pid(self) -> int:
        """As the host counts."""
        ...

    def wait(self, timeout_s: float) -> Exit | None:
        """Wait for its end; None if it runs on."""
        ...

    def close(self) -> Exit | None:
        """End it, give back its descriptors, and say how it ended."""
        ...


class Host(Protocol):
    """What a sitting needs of its slot."""

    @property
    def settings(self) -> Settings:
        """How to grade."""
        ...

    @property
    def channel(self) -> orders.Channel:
        """The connection to a judge that is ready."""
        ...

    def spawn(self) -> Student:
        """Fork a confined student."""
        ...

    def lose_judge(self) -> str:
        """Kill the judge; the next use of `channel` starts another. Say `stopped` or `killed` if somebody did that."""
        ...


class Sitting:
    """One attempt at one submission: drives the judge, hands it students, watches the clock."""

    def __init__(self, slot: Host, source: Notebook, notebook: Notebook, *, compiles: bool = True) -> None:
        """Prepare to grade `notebook`, which was merged from the instructor's `source` and a submission.

        The judge compiles for the students if it `compiles`.
        """
        self.slot = slot
        self.notebook = notebook
        self.restarts = 0
        self.student_cpu_s = 0.0
        self.judge_cpu_s = 0.0
        self.phases: phases.Seconds = {}
        """Processor time of judge and students, as the judge has told it."""
        self._marks: dict[str, tuple[Mark, ...]] = {}
        self._outputs: dict[str, Output] = {}
        self._showing = Showing()
        self._decided: list[orders.Case] = []
        self._skipped: list[str] = []
        self._case: tuple[str, str] | None = None
        self._lost_in: Counter[tuple[str, str]] = Counter()
        self._child: Student | None = None
        code = [cell for cell in notebook.cells if cell.kind == "code"]
        self._task = orders.Task(
            cells=tuple(orders.TaskCell(cell.id, cell.role.value, cell.source, cell.points) for cell in code),
            names=tuple(sorted(names_defined(source))),
            imports=imports_of(source),
            restarts=slot.settings.restarts,
            test_s=slot.settings.test_s,
            cell_s=slot.settings.cell_s,
            submission_s=slot.settings.submission_s,
            compiles=compiles,
            reveal=slot.settings.reveal,
        )

    def run(self) -> None:
        """Grade to the end, through as many judges as it takes.

        Raises:
            GraderBroken: the judge fails where no program of the student's can be the reason.
        """
        try:
            while True:
                try:
                    self._drive()
                    return
                except JudgeLost as lost:
                    self._blame(lost, self.slot.lose_judge())
        finally:
            self._end_student()

    def cells(self) -> tuple[CellMark, ...]:
        """Return the graded cells in the notebook's order."""
        marks = []
        for cell in self.notebook.cells:
            if cell.role is Role.TEST:
                tests = self._marks[cell.id]
                marks.append(
                    CellMark(
                        grade_id=cell.id, earned=scaled(tests, cell.points), points=cell.points, tests=tests
                    )
                )
            elif cell.role is Role.MANUAL:
                marks.append(CellMark(grade_id=cell.id, earned=0.0, points=cell.points, manual=True))
        return tuple(marks)

    def transcript(self) -> tuple[Output, ...]:
        """Return what the student's cells showed, in the notebook's order."""
        return tuple(self._outputs[cell.id] for cell in self.notebook.cells if cell.id in self._outputs)

    def _drive(self) -> None:
        channel, settings = self.slot.channel, self.slot.settings
        self._case = None
        ends = time.monotonic() + settings.submission_s + 2 * settings.grace_s
        try:
            channel.send(replace_task(self._task, self._decided, self._skipped, self.restarts))
        except orders.ChannelClosed:
            raise JudgeLost(silent=False) from None
        while True:
            patience = max(settings.test_s, settings.cell_s) + settings.grace_s
            try:
                message, _ = channel.receive(min(patience, max(0.1, ends - time.monotonic())))
                self._hear(channel, message)
            except orders.ChannelSilent:
                raise JudgeLost(silent=True) from None
            except orders.ChannelClosed:
                raise JudgeLost(silent=False) from None
            if isinstance(message, orders.Done):
                missing = [
                    c.id for c in self.notebook.cells if c.role is Role.TEST and c.id not in self._marks
                ]
                if missing:
                    raise GraderBroken(f"the judge gave no mark for {', '.join(missing)}")
                return

    def _hear(self, channel: orders.Channel, message: object) -> None:
        match message:
            case orders.WantStudent():
                self._end_student()
                self._child = self.slot.spawn()
                channel.send(orders.StudentIs(), fd=self._child.sock.fileno())
                self._child.sock.close()
            case orders.WhyLost():
                channel.send(self._cause(silent=message.silent))
            case orders.Ran():
                if message.skip:
                    self._skipped.append(message.cell)
                self._outputs[message.cell] = self._showing.take(message)
            case orders.Began():
                self._case = (message.test, message.case)
            case orders.Ended():
                self._decided.append(message.case)
                self._case = None
            case orders.CellJudged():
                self._marks[message.grade_id] = msgspec.msgpack.decode(message.marks, type=tuple[Mark, ...])
            case orders.Done():
                self.judge_cpu_s += message.cpu_s
                self.phases = phases.added((self.phases, message.phases))
                self.restarts += message.restarts
            case orders.Broken():
                raise GraderBroken(message.what)

    def _blame(self, lost: JudgeLost, state: str) -> None:
        """Decide what the loss of the judge means for the case it was judging.

        Silence is the student's program: it never ends, and no signal interrupts it; unless somebody has stopped the judge. A
        judge that ends may have been killed by somebody else, so its case is tried again before the student answers for it.
        """
        case, compiled = self._case, self._task.compiles
        # What took it down may be a program that it has compiled for a student: from here on students compile for themselves.
        self._task = msgspec.structs.replace(self._task, compiles=False)
        if case is None and compiled and state != "stopped":
            return
        if case is None or state == "stopped":
            raise GraderBroken(f"{lost}; it was {state}" if state else str(lost))
        if not lost.silent:
            self._lost_in[case] += 1
            if self._lost_in[case] <= (KILLS if state == "killed" else 1):
                return
        outcome = Outcome.TIMEOUT if lost.silent else Outcome.CRASHED
        self._decided.append(orders.Case(*case, outcome))
        self.restarts += 1

    def _cause(self, *, silent: bool) -> orders.Cause:
        if self._child is None:
            return orders.Cause(Outcome.CRASHED, "there was no student")
        if is_stopped(self._child.pid):
            raise GraderBroken("the student's process was stopped from outside")
        if silent and self._child.wait(0.0) is None:
            return orders.Cause(Outcome.TIMEOUT, "no answer came")
        end, limits = self._child.wait(LAST_WORDS_S), self.slot.settings.limits
        if end is None:
            return orders.Cause(Outcome.CRASHED, "what it answered made no sense")
        if end.from_outside:
            raise GraderBroken(f"the student's process was killed from outside: {end.status_text}")
        if end.out_of_memory:
            return orders.Cause(Outcome.MEMORY, f"{end.max_rss_bytes >> 20} MiB of memory")
        if end.cpu_s >= limits.cpu_s:
            return orders.Cause(Outcome.TIMEOUT, f"{limits.cpu_s} s of processor time are used up")
        return orders.Cause(Outcome.CRASHED, end.status_text)

    def _end_student(self) -> None:
        if self._child is None:
            return
        child, self._child = self._child, None
        end = child.close()
        if end is not None:
            self.student_cpu_s += end.cpu_s


def replace_task(
    task: orders.Task, decided: list[orders.Case], skipped: list[str], restarts: int
) -> orders.Task:
    """Return what is left of a task."""
    return msgspec.structs.replace(
        task, decided=tuple(decided), skipped=tuple(skipped), restarts=max(0, task.restarts - restarts)
    )


def scaled(tests: tuple[Mark, ...], points: float) -> float:
    """Return the points of a cell: the share of its tests' points that was earned."""
    total = sum(mark.points for mark in tests)
    earned = sum(mark.earned for mark in tests)
    return points if total and earned == total else round(points * earned / total, 6) if total else 0.0
