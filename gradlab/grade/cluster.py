"""Many submissions on many machines: the same as `pool`, over Dask.

Submissions, sources and results travel as bytes, and what a worker graded is what a slot here would have: the same report, byte
for byte. Dask moves the work of a lost worker to others; here is what Dask does not know: which workers may grade at all, whose
fault it is when workers die, and what to tell a person. How a worker grades is in `cluster_worker`, what is known of the workers
in `cluster_roster`, how to reach a scheduler in `cluster_connection`. `cli` imports this room, and only when it is asked to.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import queue
import uuid
from asyncio import CancelledError
from collections import deque
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from distributed import Client, KilledWorker

from gradlab.grade import cluster_worker, verdict
from gradlab.grade.cluster_connection import connected, lost
from gradlab.grade.cluster_roster import TICK_S, Roster, unlike
from gradlab.grade.cluster_worker import Done, Failed, Grader, Readiness
from gradlab.grade.pool import Job
from gradlab.grade.report import Graded
from gradlab.grade.settings import DEFAULTS, Settings, versions
from gradlab.notebook import CPU

IN_FLIGHT = 1000
"""Submissions handed to the scheduler at once: enough for a cluster that adapts to see the work, few enough for its memory."""
KILLS = 2
"""How often Dask may give a submission up, each time after several workers died of it, before it is told as not graded."""
TRIES = 3
"""How often a submission is sent again when a task fails for any other reason."""
GATHER_S = 30.0
"""How long fetching a result may take before it is asked for again: its worker may have died since."""


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
        self.client, self.settings = client, settings
        self.name = uuid.uuid4().hex[:8]
        self.versions = versions(settings.platform)
        self.platform = () if settings.platform == CPU else (settings.platform,)
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
        self.workers = Roster(client, self.versions, tell)
        self.number = itertools.count()
        self.one_by_one = False
        """A submission killed workers: no more in flight than there are places, so that only those that run are blamed."""

    def begin(self) -> None:
        """Compare the software of all workers with ours, then have them get ready."""
        with connected(self.client):
            found = self.client.run(versions, *self.platform, on_error="return")
            wrong = {worker: said for worker, said in sorted(found.items()) if said != self.versions}
            if wrong:
                raise unlike(wrong, self.versions)
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
                self.workers.look()
                continue
            if isinstance(arrived, Readiness):
                self.workers.note(arrived)
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
            self.workers.count()
            most = max(1, self.workers.places())
        with connected(self.client):
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
            except (Exception, CancelledError) as error:  # its worker may have died with it, or the scheduler
                if self.client.status != "running":
                    raise lost() from None
                fault: object = error
            else:
                if isinstance(answer, Done):
                    return task.job, answer.graded
                fault = answer.why
        elif future.status == "error":
            fault = future.exception()
        elif self.client.status != "running":
            raise lost()
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
        found = verdict.Verdict(job.source, job.submission, self.versions, self.settings)
        return Graded(report=found.grader_error(why, ()))

    def _heard(self, event: tuple[float, object]) -> None:
        self.arrivals.put(msgspec.convert(event[1], Readiness))
