"""What runs on a Dask worker: slots that are kept between tasks, and the task that grades one submission.

The plugin `Grader` comes with the client's bytes to every worker, those included that join later. It grades nothing before this
worker has the client's software and its slots have tried the sandbox; then the worker offers *places*, a resource of Dask's that
every task of the run asks for. A worker that cannot grade offers none, and so is given none.

`cluster` imports this room; it imports `distributed` only.
"""

from __future__ import annotations

import asyncio
import pickle
import queue
import signal
import time

import msgspec
from distributed import Status, Worker, WorkerPlugin, get_worker

from gradlab.grade.report import Graded, Submission
from gradlab.grade.sandbox import SandboxError
from gradlab.grade.settings import Settings, cache_folder, versions
from gradlab.grade.slot import Slot
from gradlab.notebook import CPU, Notebook

GPU = "GPU"
"""The resource that a worker with a GPU declares: `dask worker --resources GPU=1`."""
IDLE_S = 600.0
"""A run whose client has vanished says no goodbye: its slots are closed when none was used for so long."""
LOOK_S = 30.0
"""How often idle slots are looked for."""


class Readiness(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a worker found out about itself."""

    worker: str
    """Its address."""
    places: int = 0
    """How many submissions it can grade at once; 0: none, and `what` says why."""
    what: str = ""
    fix: str = ""
    versions: dict[str, str] | None = None
    """Of its software, if that is not the client's."""


class Failed(msgspec.Struct, frozen=True, tag=True):
    """What a task gives that could not grade. Not an exception: one that Dask cannot pickle with its traceback never arrives."""

    why: str


class Done(msgspec.Struct, frozen=True, tag=True):
    """What a task gives."""

    graded: Graded


class Refused(Exception):
    """A task came to a worker that must not grade it."""


def place(run: str) -> str:
    """Return the name of the resource that stands for a place to grade in a run."""
    return f"gradlab-{run}"


def needs(run: str, settings: Settings) -> dict[str, float]:
    """Return the resources of Dask's that grading one submission takes: a place, and a GPU unless all is done on the CPU."""
    on_cpu = settings.platform == CPU
    return {place(run): 1} if on_cpu else {place(run): 1, GPU: 1}


class Grader(WorkerPlugin):  # type: ignore[misc]
    """The slots of one worker, for one run."""

    def __init__(
        self, run: str, settings: Settings, sources: dict[str, bytes], wanted: dict[str, str]
    ) -> None:
        """Describe a run.

        Args:
            run: its name, of this run alone.
            settings: how to grade. The cache is the worker's own.
            sources: the instructor's notebooks by a name, as msgpack.
            wanted: the versions of the client's software.
        """
        self.run, self.sources, self.wanted = run, sources, wanted
        # Pickled apart, to be read after the versions were compared: another version's settings may be others.
        self.settings = pickle.dumps(settings.with_cache(None))
        self.needs, self.platform = needs(run, settings), settings.platform

    def setup(self, worker: Worker) -> None:
        """Start to find out whether this worker can grade; the worker goes on meanwhile."""
        self._worker = worker
        self._read: dict[str, Notebook] = {}
        self._slots: list[Slot] = []
        self._free: queue.SimpleQueue[Slot] = queue.SimpleQueue()
        self._places = 0
        self._closed = False
        self._used_s = time.monotonic()
        self._opening = asyncio.create_task(self._open())
        self._tending = asyncio.create_task(self._tend())

    async def teardown(self, worker: Worker) -> None:
        """End what is being graded, and every process."""
        self._closed = True
        self._tending.cancel()
        for slot in list(self._slots):
            slot.abandon()
        await asyncio.gather(self._opening, return_exceptions=True)
        await asyncio.to_thread(self._close)

    def grade(self, source: str, submission: Submission) -> Graded:
        """Grade one submission against the source of this name.

        Raises:
            Refused: this worker offers no place, or no more.
            SandboxError: another slot had to be started, and the sandbox does not hold any more.
            Abandoned: the run has been ended.
        """
        if not self._places or self._closed:
            raise Refused("it offers no place to grade")
        self._used_s = time.monotonic()
        try:
            slot = self._free.get_nowait()
        except queue.Empty:  # closed as idle
            slot = self._start(len(self._slots), self._places)
        try:
            if source not in self._read:
                self._read[source] = msgspec.msgpack.decode(self.sources[source], type=Notebook)
            return slot.grade(self._read[source], submission)
        finally:
            self._used_s = time.monotonic()
            self._free.put(slot)

    async def _open(self) -> None:
        """Compare the software, start the slots, offer the places, and tell the client."""
        verdict = await self._examined()
        for slot in self._slots:
            self._free.put(slot)
        if self._closed:
            return
        self._places = verdict.places
        if verdict.places:
            await self._worker.set_resources(**{place(self.run): verdict.places})
            self._nudge()
        self._worker.log_event(self.run, msgspec.to_builtins(verdict))

    async def _tend(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            if self._free.qsize() == len(self._slots) and time.monotonic() - self._used_s > IDLE_S:
                await asyncio.to_thread(self._close)

    async def _examined(self) -> Readiness:
        address = self._worker.address
        if (found := await asyncio.to_thread(versions, self.platform)) != self.wanted:
            return Readiness(worker=address, what="it has other software", versions=found)
        lent = self._worker.state.total_resources.get(GPU, 0)
        if GPU in self.needs and not lent:
            fix = f"start it with `dask worker --resources {GPU}=1`"
            return Readiness(worker=address, what="it offers no GPU", fix=fix)
        wanted = (
            int(min(self._worker.state.nthreads, lent)) if GPU in self.needs else self._worker.state.nthreads
        )
        found_out = await asyncio.gather(
            *(asyncio.to_thread(self._start, number, wanted) for number in range(wanted)),
            return_exceptions=True,
        )
        faults = [fault for fault in found_out if isinstance(fault, BaseException)]
        what, fix = _told(faults[0]) if faults else ("", "")
        return Readiness(worker=address, places=len(self._slots), what=what, fix=fix)

    def _start(self, number: int, of: int) -> Slot:
        slot = Slot(pickle.loads(self.settings).with_cache(cache_folder()), number=number, of=of)
        self._slots.append(slot)
        if self._closed:
            slot.abandon()
        return slot

    def _nudge(self) -> None:
        """Have the scheduler look again at tasks that found no place when this worker joined, before it offered any."""
        if self._worker.status == Status.running:
            self._worker.status = Status.paused
            self._worker.status = Status.running

    def _close(self) -> None:
        """Close every slot, waiting for those in use; a next task would start one."""
        for _ in range(len(self._slots)):
            slot = self._free.get()
            self._slots.remove(slot)
            slot.close()


def _told(fault: BaseException) -> tuple[str, str]:
    if isinstance(fault, SandboxError):
        return f"its sandbox can't be built ({fault.layer}): {fault.what}", fault.fix
    return f"its slots do not start: {fault or type(fault).__name__}", "run `gradlab doctor` there"


def grade(run: str, source: str, submission: bytes) -> bytes:
    """Grade one submission: the task.

    Args:
        run: the run.
        source: the name of the submission's source in it.
        submission: a `Submission` as msgpack.

    Returns:
        `Done` or `Failed` as msgpack.
    """
    worker = get_worker()
    try:
        grader = worker.plugins.get(run)
        if not isinstance(grader, Grader):
            raise Refused("it knows nothing of the run")
        graded = grader.grade(source, msgspec.msgpack.decode(submission, type=Submission))
        return msgspec.msgpack.encode(Done(graded))
    except Exception as error:
        return msgspec.msgpack.encode(Failed(f"worker {worker.address}: {error or type(error).__name__}"))


def dask_setup(worker: Worker) -> None:
    """Leave Ctrl-C to the client, which ends its workers: for those of `--dask local`, which share its terminal."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
