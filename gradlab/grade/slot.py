"""A slot: one judge and one nursery kept alive, through which submissions are graded one after the other.

`Slot.grade` never raises for anything a submission does. It watches the clock from outside, replaces whoever dies, and tells a
student's fault from the grader's. `pool`, `gradebook` and `prove` import this room.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
from types import TracebackType
from typing import Self

from gradlab.grade import accelerator, bytecode, doctor, orders, phases, platforms, precompiled
from gradlab.grade.bubblewrap import ProcessFailed
from gradlab.grade.enclosure import fate_of, fix_for, host_pid
from gradlab.grade.report import (
    Examination,
    Graded,
    Probe,
    Submission,
    Timing,
    Transcript,
)
from gradlab.grade.sandbox import Child, Nursery, SandboxError, judge_process
from gradlab.grade.settings import DEFAULTS, Settings, versions
from gradlab.grade.sitting import Abandoned, GraderBroken, Sitting
from gradlab.grade.verdict import Verdict
from gradlab.notebook import Notebook, NotebookError, merge, printable

JUDGE_START_S = 120.0
"""A judge imports jax and pytest in 2 to 4 s on a quiet core; a loaded machine takes long."""
DOCTOR = "run `gradlab doctor`, which tries every layer and says what to mend"
STARTS = 2
"""How often judge and nursery are started before the sandbox is said to be unusable: they may be killed, as by the kernel short
of memory."""
ATTEMPTS = 2
"""How often a submission is tried before the grader is said to be broken."""


class Slot:
    """One judge and one nursery. Not for several threads at once."""

    def __init__(self, settings: Settings = DEFAULTS, *, number: int = 0, of: int = 1) -> None:
        """Start a nursery and a judge, and try every layer that confines them.

        Args:
            settings: How to grade.
            number: Which slot of this machine this is, from 0: slots take its GPUs in turn.
            of: How many there are: those on one GPU share its memory.

        Raises:
            SandboxError: student code cannot be confined on this machine; says which layer, and the fix.
            NoAccelerator: the judge is to compute on a GPU, and there is none.
        """
        self.settings = settings
        self._share = accelerator.share(settings.platform, settings.gpu_memory_fraction, number, of)
        self.versions = versions(settings.platform)
        self._nursery: Nursery | None = None
        self._judge: subprocess.Popen[bytes] | None = None
        self._channel: orders.Channel | None = None
        self._judge_pid = -1
        self._abandoned = False
        self._sources = precompiled.Sources()
        self._probed: dict[str, tuple[Probe, ...]] = {}
        self._ended_s = 0.0
        self._unreported: phases.Seconds = {}
        """Processor time that is no submission's own; told with the next."""
        bytecode.make()
        for attempt in range(STARTS):
            try:
                self._start_judge()
                self._nursery = self._new_nursery()
                self._greet()
                self._unreported["start"] = self.cpu_s
                return
            except BaseException as error:
                self.close()
                if attempt == STARTS - 1 or not isinstance(error, ProcessFailed):
                    raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the judge, the nursery and whatever runs in it."""
        self._end_judge()
        self._end_nursery()

    @property
    def cpu_s(self) -> float:
        """Processor time of the processes of this slot, in seconds."""
        judge = 0.0 if self._judge is None else phases.of_tree(self._judge.pid)
        return self._ended_s + judge + (0.0 if self._nursery is None else self._nursery.cpu_s)

    def forget_costs(self) -> None:
        """Leave what was spent so far out of what the next submission is said to cost."""
        self._unreported = {}

    def abandon(self) -> None:
        """Make a `grade` that runs in another thread end with `Abandoned`."""
        self._abandoned = True
        judge = self._judge
        if judge is not None:
            judge.kill()

    def grade(self, source: Notebook, submission: Submission) -> Graded:
        """Grade one submission.

        Args:
            source: the instructor's notebook, with solutions and hidden tests.
            submission: the student's file.

        Returns:
            The report, what the student's cells showed, and what it cost. A submission that cannot be read is refused with the
            reason; when the grader itself fails twice, the report says so and carries no marks.

        Raises:
            Abandoned: another thread called `abandon`.
        """
        started, driving = time.monotonic(), time.thread_time()
        spent, self._unreported = self._unreported, {}
        unfit = platforms.refusal(source.platform, self.settings.platform)
        if unfit is not None:
            return Graded(report=self._verdict(source, submission).grader_error(str(unfit), ()))
        try:
            with phases.spent_in(spent, "merge"):
                handed_in = Notebook.loads(submission.data, submission.notebook)
                merged = merge(source, handed_in, assignment=submission.assignment)
        except NotebookError as error:
            return Graded(report=self._verdict(source, submission).refusal(str(error)))
        whole = self._sources.due(source)
        if whole is not None:
            spent["reference"] = self.prepare(whole)
        fault = ""
        for _ in range(ATTEMPTS):
            sitting = Sitting(self, source, merged.notebook)
            try:
                sitting.run()
            except (GraderBroken, SandboxError, OSError) as error:
                if self._abandoned:
                    raise Abandoned from None
                fault = str(error) or type(error).__name__
                self._renew()
                continue
            report = self._verdict(source, submission).report(sitting.cells(), merged.oddities)
            told_s = sum(sitting.phases.values()) - sitting.judge_cpu_s
            spent["fork"] = max(0.0, sitting.student_cpu_s - told_s)
            spent["drive"] = time.thread_time() - driving - spent["merge"]
            timing = Timing(
                wall_s=time.monotonic() - started,
                student_cpu_s=sitting.student_cpu_s,
                judge_cpu_s=sitting.judge_cpu_s,
                restarts=sitting.restarts,
                phases=phases.added((spent, sitting.phases)),
            )
            return Graded(
                report=report,
                transcript=Transcript(outputs=sitting.transcript()),
                timing=timing,
                examination=self.examination,
            )
        return Graded(report=self._verdict(source, submission).grader_error(fault, merged.oddities))

    @property
    def examination(self) -> Examination | None:
        """What was found of the sandbox when its layers were tried; None while there is none."""
        if self._nursery is None:
            return None
        probes = tuple(probe for probes in self._probed.values() for probe in probes)
        return Examination(bubblewrap=self._nursery.bubblewrap, way=self._nursery.way, probes=probes)

    def prepare(self, source: Notebook) -> float:
        """Fill the students' compile cache with what a source's own solution compiles, if that was not done before.

        Returns:
            The processor time that it took, in seconds.
        """
        self._sources.are_prepared(source)
        cache = self.settings.compiled
        return precompiled.fill(self, source, cache) if cache is not None else 0.0

    # ---- the two processes

    @property
    def channel(self) -> orders.Channel:
        """The connection to the judge."""
        if self._abandoned:
            raise Abandoned
        if self._channel is None:
            self._start_judge()
            self._greet()
        assert self._channel is not None
        return self._channel

    def spawn(self) -> Child:
        """Fork a confined student; a nursery that died is replaced once.

        Raises:
            GraderBroken: no student can be had.
        """
        for _ in range(2):
            if self._nursery is None or not self._nursery.alive:
                self._end_nursery()
                self._nursery = self._new_nursery()
            try:
                return self._nursery.spawn()
            except (SandboxError, OSError) as error:
                fault = error
                self._end_nursery()
        raise GraderBroken(f"no student process could be started: {fault}")

    def _new_nursery(self) -> Nursery:
        settings, cache = self.settings, self.settings.compiled
        students = precompiled.folder(cache) if cache else None
        nursery = Nursery(settings.limits, cache=students, platform=settings.platform)
        try:
            self._probed["children"] = doctor.require(doctor.examine_children(nursery, computes=False))
        except BaseException:
            nursery.close()
            raise
        return nursery

    def lose_judge(self) -> str:
        """Kill the judge; the next use starts another.

        Returns:
            What somebody else seems to have done to it before: `stopped`, `killed`, or nothing.
        """
        fate = fate_of(self._judge, self._judge_pid) if self._judge is not None else ""
        self._end_judge()
        return fate

    def _start_judge(self) -> None:
        ours, theirs = socket.socketpair()
        cache = self.settings.compiled
        try:
            self._judge = judge_process(theirs.fileno(), cache=cache and cache / "judge", share=self._share)
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        self._channel = orders.Channel(ours, orders.ToSlot)

    def _greet(self) -> None:
        assert self._channel is not None
        try:
            hello, pidfd = self._channel.receive(JUDGE_START_S)
        except (orders.ChannelClosed, orders.ChannelSilent):
            said = self._judge_said()
            self._end_judge()
            fix = fix_for("platform") if self._share else DOCTOR
            raise ProcessFailed("judge", f"the judge does not start; it printed: {said}", fix) from None
        if not isinstance(hello, orders.Hello) or pidfd is None:
            self._end_judge()
            raise SandboxError("judge", "it speaks out of turn", DOCTOR)
        try:
            self._judge_pid = host_pid(pidfd)
            caching = self.settings.cache is not None
            probes = doctor.judge_probes(hello.found, self._judge_pid, caching=caching, share=self._share)
            self._probed["judge"] = doctor.require(probes)
        except BaseException:
            self._end_judge()
            raise
        finally:
            os.close(pidfd)

    def _judge_said(self) -> str:
        """Return the end of what the judge's process has printed, on one line."""
        log = self._judge.stderr if self._judge is not None else None
        if log is None:
            return "nothing"
        log.seek(0)
        return printable(log.read().decode(errors="replace").strip()[-500:], limit=600) or "nothing"

    def _end_judge(self) -> None:
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        if self._judge is not None:
            self._ended_s += phases.of_tree(self._judge.pid)
            self._judge.kill()
            self._judge.wait()
            if self._judge.stderr is not None:
                self._judge.stderr.close()
            self._judge = None

    def _renew(self) -> None:
        self._end_judge()
        if self._nursery is not None and not self._nursery.alive:
            self._end_nursery()

    def _end_nursery(self) -> None:
        if self._nursery is not None:
            self._ended_s += self._nursery.cpu_s
            self._nursery.close()
            self._nursery = None

    def _verdict(self, source: Notebook, submission: Submission) -> Verdict:
        return Verdict(source, submission, self.versions, self.settings)
