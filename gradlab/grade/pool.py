"""Many submissions at once: one slot a core, work handed out as slots fall free.

`gradebook`, `prove` and `cli` import this room. The marks do not depend on the number of slots or on the order.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass

from gradlab.grade.report import Graded, Submission
from gradlab.grade.settings import DEFAULTS, Settings
from gradlab.grade.sitting import Abandoned
from gradlab.grade.slot import Slot
from gradlab.grade.standby import AnySlot, Start
from gradlab.notebook import Notebook

CORES_TO_START = 2
"""A slot that starts keeps two cores busy: with more at once the first mark comes later, and the last no sooner."""


@dataclass(frozen=True)
class Job:
    """One submission to grade against one source."""

    source: Notebook
    submission: Submission


def run(
    jobs: Iterable[Job],
    *,
    slots: int,
    settings: Settings = DEFAULTS,
    spent: list[float] | None = None,
    start: Start = Slot,
) -> Generator[tuple[Job, Graded], None, None]:
    """Grade `jobs` and yield each with its result, as they finish.

    Closing the iterator early (an exception, Ctrl-C) ends every slot and process.

    Args:
        jobs: what to grade; read as slots fall free.
        slots: how many at once; one a core is best. 0 where there are no jobs.
        settings: how to grade.
        spent: gets the processor time of each slot's processes, in seconds, once it is closed.
        start: gets each slot.

    Raises:
        SandboxError: student code cannot be confined here.
        NoAccelerator: the judge is to compute on a GPU, and there is none.
    """
    todo = iter(jobs)
    lock, stop = threading.Lock(), threading.Event()
    turn = threading.Semaphore(max(1, len(os.sched_getaffinity(0)) // CORES_TO_START))
    started: list[AnySlot] = []
    done: queue.Queue[tuple[Job, Graded] | BaseException | None] = queue.Queue()

    def take() -> Job | None:
        with lock:
            return None if stop.is_set() else next(todo, None)

    def work(number: int) -> None:
        try:
            with turn:
                if stop.is_set():
                    raise Abandoned
                slot = start(settings, number=number, of=slots)
            with closing(slot):
                started.append(slot)
                while (job := take()) is not None:
                    done.put((job, slot.grade(job.source, job.submission)))
        except Abandoned:
            pass
        except BaseException as error:
            done.put(error)
        done.put(None)

    threads = [threading.Thread(target=work, args=(n,), daemon=True) for n in range(slots)]
    try:
        for thread in threads:
            thread.start()
        working = len(threads)
        while working:
            item = done.get()
            if item is None:
                working -= 1
            elif isinstance(item, BaseException):
                raise item
            else:
                yield item
    finally:
        stop.set()
        for slot in started:
            slot.abandon()
        for thread in threads:
            thread.join()
        if spent is not None:
            spent.extend(slot.cpu_s for slot in started)
