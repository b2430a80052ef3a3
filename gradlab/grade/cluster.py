"""Many submissions on many machines: the same as `pool`, over Dask.

Submissions, sources and results travel as bytes, and what a worker graded is what a slot here would have: the same report, byte
for byte. Dask moves the work of a lost worker to others; here is what Dask does not know: which workers may grade at all, whose
fault it is when workers die, and what to tell a person. How a worker grades is in `cluster_worker`, how to reach a scheduler in
`cluster_connection`. `cli` imports this room, and only when it is asked to.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import queue
import time
import uuid
from collections import deque
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from distributed import Client, KilledWorker

from gradlab.grade import cluster_worker
from gradlab.grade.cluster_worker import Done, Failed, Grader, Verdict
from gradlab.grade.pool import Job
from gradlab.grade.report import Graded, Report
from gradlab.grade.settings import DEFAULTS, Settings, digest, versions
from gradlab.grade.unjudged import possible

IN_FLIGHT = 1000
"""Submissions handed to the scheduler at once: enough for a cluster that adapts to see the work, few enough for its memory."""
KILLS = 2
"""How often Dask may give a submission up, each time after several workers died of it, before it is told as not graded."""
TRIES = 3
"""How often a submission is sent again when a task fails for any other reason."""
WAIT_S = 300.0
"""How long no worker may be ready before grading is given up."""
READY_S = 20.0
"""How long workers may take to try their sandboxes before a person who waits is told."""
TICK_S = 1.0
"""How often the workers are counted while nothing arrives."""
GATHER_S = 30.0
"""How long fetching a result may take before it is asked for again: its worker may have died since."""
NAMED = 3
"""Workers named in one message."""
START = (
    "start some with `dask worker {address} --nthreads 1 --nworkers 4` on machines that have gradlab[dask]"
)


class ClusterError(Exception):
    """The cluster cannot grade. What was graded before was given.

    Attributes:
        what: What is wrong, one line.
        fix: What to do about it, one line.
    """

    def __init__(self, what: str, fix: str) -> None:
        """Describe it."""
        super().__init__(f"{what}\n\nhint: {fix}")
        self.what, self.fix = what, fix


def run(
    jobs: Iterable[Job],
    *,
    client: Client,
    settings: Settings = DEFAULTS,
    tell: Callable[[str], object] = lambda line: None,
) -> Generator[tuple[Job, Graded], None, None]:
    """Grade `jobs` on the workers of a cluster and yield each with its result, as they finish.

    Closing the iterator early (an exception, Ctrl-C) ends every slot and process of this run, and no other's.

    Args:
        jobs: what to grade.
        client: a connection to the scheduler, not asynchronous.
        settings: how to grade; the cache is each worker's own.
        tell: is given a line for the person who waits: a worker that cannot grade, a wait for workers.

    Raises:
        ClusterError: a worker has other software; no worker can grade, or there is none; the scheduler is lost.
    """
    todo = list(jobs)
    if not todo:
        return
    grading = _Grading(todo, client, settings, tell)
    try:
        grading.begin()
        yield from grading.results()
    finally:
        grading.end()


@dataclass
class _Task:
    job: Job
    source: str
    """The name of its source among those that the workers have."""
    kills: int = 0
    failures: int = 0


class _Grading:
    """One run: what waits, what is in flight, and what is known of the workers."""

    def __init__(
        self, todo: list[Job], client: Client, settings: Settings, tell: Callable[[str], object]
    ) -> None:
        self.client, self.settings, self.tell = client, settings, tell
        self.name = uuid.uuid4().hex[:8]
        self.versions = versions()
        self.sources: dict[str, bytes] = {}
        self.waiting: deque[_Task] = deque()
        for job in todo:
            data = msgspec.msgpack.encode(job.source)
            name = hashlib.sha256(data).hexdigest()
            self.sources[name] = data
            self.waiting.append(_Task(job, name))
        # futures of Dask's
        self.flying: dict[Any, _Task] = {}
        self.arrivals: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.verdicts: dict[str, Verdict] = {}
        self.number = itertools.count()
        self.one_by_one = False
        """A submission killed workers: no more in flight than there are places, so that only those that run are blamed."""
        self.since_s: float | None = None
        self.told = ""

    def begin(self) -> None:
        """Compare the software of all workers with ours, then have them get ready."""
        with self._connected():
            found = self.client.run(versions, on_error="return")
            wrong = {worker: said for worker, said in sorted(found.items()) if said != self.versions}
            if wrong:
                raise _unlike(wrong, self.versions)
            self.client.subscribe_topic(self.name, self._heard)
            grader = Grader(self.name, self.settings, self.sources, self.versions)
            self.client.register_plugin(grader, name=self.name)

    def results(self) -> Generator[tuple[Job, Graded], None, None]:
        """Yield each job with its result."""
        while self.waiting or self.flying:
            self._send()
            try:
                arrived = self.arrivals.get(timeout=TICK_S)
            except queue.Empty:
                self._look()
                continue
            if isinstance(arrived, Verdict):
                self._note(arrived)
            elif arrived in self.flying:
                result = self._settled(arrived, self.flying.pop(arrived))
                if result is not None:
                    yield result

    def end(self) -> None:
        """Take back what is in flight, and end the slots. Does nothing where there is no connection."""
        flying, self.flying = list(self.flying), {}
        if self.client.status != "running":
            return
        # The scheduler may be lost in this very moment; then the workers end by themselves.
        with contextlib.suppress(Exception):
            self.client.cancel(flying, force=True)
            self.client.unsubscribe_topic(self.name)
            self.client.unregister_worker_plugin(self.name)

    def _send(self) -> None:
        """Hand to the scheduler what may be in flight."""
        most = IN_FLIGHT
        if self.one_by_one and self.waiting:
            self._count()
            most = max(1, self._places())
        with self._connected():
            while self.waiting and len(self.flying) < most:
                task = self.waiting.popleft()
                future = self.client.submit(
                    cluster_worker.grade,
                    self.name,
                    task.source,
                    msgspec.msgpack.encode(task.job.submission),
                    key=f"{cluster_worker.place(self.name)}-{next(self.number)}",  # shown on dashboards: no names
                    resources=cluster_worker.needs(self.name, self.settings),
                )
                self.flying[future] = task
                future.add_done_callback(self.arrivals.put)

    def _settled(self, future: Any, task: _Task) -> tuple[Job, Graded] | None:
        """Return the result of a task that has ended; None if it was sent again."""
        if future.status == "finished":
            try:
                answer = msgspec.msgpack.decode(future.result(timeout=GATHER_S), type=Done | Failed)
            except Exception as error:  # its worker may have died with it
                fault: object = error
            else:
                if isinstance(answer, Done):
                    return task.job, answer.graded
                fault = answer.why
        elif future.status == "error":
            fault = future.exception()
        elif self.client.status != "running":
            raise self._lost()
        else:
            fault = "its task was cancelled"  # by `client.restart()`, say
        if isinstance(fault, KilledWorker):
            self.one_by_one = True
            task.kills += 1
            if task.kills >= KILLS:
                last = fault.last_worker.address
                return task.job, self._ungraded(task, f"workers die while they grade it, the last was {last}")
        else:
            task.failures += 1
            if task.failures >= TRIES:
                return task.job, self._ungraded(task, str(fault) or type(fault).__name__)
        self.waiting.append(task)
        return None

    def _ungraded(self, task: _Task, why: str) -> Graded:
        job = task.job
        report = Report(
            student=job.submission.student,
            assignment=job.submission.assignment,
            notebook=job.submission.notebook,
            earned=0.0,
            points=possible(job.source),
            grader_error=why,
            digest=digest(job.source, job.submission.data, self.versions, self.settings),
            versions=self.versions,
        )
        return Graded(report=report)

    # ---- the workers

    def _heard(self, event: tuple[float, object]) -> None:
        self.arrivals.put(msgspec.convert(event[1], Verdict))

    def _note(self, verdict: Verdict) -> None:
        """Keep what a worker says of itself, and pass on what a person should know."""
        self.verdicts[verdict.worker] = verdict
        self.since_s, self.told = None, ""
        if verdict.versions is not None:
            self.tell(f"{_differs(verdict.worker, verdict.versions, self.versions)}; it is given nothing")
        elif verdict.what and not verdict.places:
            self.tell(f"worker {verdict.worker} cannot grade: {verdict.what}; it is given nothing")
        elif verdict.what:
            self.tell(f"worker {verdict.worker} grades {verdict.places} at once only: {verdict.what}")

    def _places(self) -> int:
        return sum(verdict.places for verdict in self.verdicts.values())

    def _count(self) -> list[str]:
        """Forget the verdicts of workers that have left; return the addresses of those that are here."""
        with self._connected():
            here = list(self.client.scheduler_info()["workers"])
        self.verdicts = {worker: said for worker, said in self.verdicts.items() if worker in here}
        return here

    def _look(self) -> None:
        """Give up where no worker can grade, or none has been ready for too long."""
        here = self._count()
        if self._places():
            self.since_s = None
            return
        if here and all(worker in self.verdicts for worker in here):
            raise self._none_can()
        now = time.monotonic()
        self.since_s = self.since_s or now
        waits = now - self.since_s
        address = self.client.scheduler.address
        if not here:
            what, fix = f"the scheduler at {address} has no workers", START.format(address=address)
        else:
            what = f"none of the {len(here)} workers at {address} is ready"
            fix = "look at the workers' logs; `gradlab doctor` on their machines tries the sandbox"
        patience_s = READY_S if here else TICK_S
        if waits > WAIT_S:
            raise ClusterError(f"{what}, and has not been for {WAIT_S:.0f} s", fix)
        if what != self.told and waits > patience_s:
            self.told = what
            self.tell(f"{what}; waiting up to {WAIT_S:.0f} s ({fix})")

    def _none_can(self) -> ClusterError:
        worst = min(self.verdicts.values(), key=lambda verdict: verdict.worker)
        if worst.versions is not None:
            return _unlike({worst.worker: worst.versions}, self.versions)
        many = f"none of the {len(self.verdicts)} workers can grade; " if len(self.verdicts) > 1 else ""
        return ClusterError(f"{many}worker {worst.worker} cannot grade: {worst.what}", worst.fix)

    @contextlib.contextmanager
    def _connected(self) -> Generator[None, None, None]:
        """Tell whatever goes wrong because the connection is lost as such."""
        try:
            yield
        except ClusterError:
            raise
        except Exception as error:
            if self.client.status != "running" or isinstance(error, OSError):
                raise self._lost() from None
            raise ClusterError(
                f"the scheduler does not do its part ({type(error).__name__}: {error})",
                "look at the logs of scheduler and workers, then run the same command again",
            ) from error

    def _lost(self) -> ClusterError:
        return ClusterError(
            "the connection to the Dask scheduler is lost; what was graded is kept",
            "start scheduler and workers again, then run the same command to go on",
        )


def _differs(worker: str, theirs: dict[str, str], ours: dict[str, str]) -> str:
    names = [name for name in {**ours, **theirs} if ours.get(name) != theirs.get(name)]
    pairs = (f"{name} {theirs.get(name, 'missing')}, here {ours.get(name, 'missing')}" for name in names)
    return f"worker {worker} has other software: {'; '.join(pairs)}"


def _unlike(wrong: dict[str, object], ours: dict[str, str]) -> ClusterError:
    """Return the error that names the workers whose software is not ours."""
    lines = [
        _differs(worker, said, ours)
        if isinstance(said, dict)
        else f"worker {worker} has no gradlab that works ({type(said).__name__}: {said})"
        for worker, said in list(wrong.items())[:NAMED]
    ]
    more = f"; and {len(wrong) - NAMED} more" if len(wrong) > NAMED else ""
    return ClusterError(
        f"{'; '.join(lines)}{more}: marks may differ, so nothing was graded",
        "install the same gradlab[dask] and the same Python there and here, then start the workers again",
    )
