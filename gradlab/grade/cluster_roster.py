"""What is known of the workers of a cluster: which may grade, which may not and why, and what a person is told of it.

`cluster` imports this room.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from distributed import Client

from gradlab.grade.cluster_connection import connected
from gradlab.grade.cluster_error import ClusterError
from gradlab.grade.cluster_worker import Readiness

WAIT_S = 300.0
"""How long no worker may be ready before grading is given up."""
READY_S = 20.0
"""How long workers may take to try their sandboxes before a person who waits is told."""
NAMED = 3
"""Workers named in one message."""
START = (
    "start some with `dask worker {address} --nthreads 1 --nworkers 4` on machines that have gradlab[dask]"
)
TICK_S = 1.0
"""How often the workers are counted while nothing arrives."""


class Roster:
    """The workers, as far as they have told what they found out about themselves."""

    def __init__(self, client: Client, versions: dict[str, str], tell: Callable[[str], object]) -> None:
        """Know nothing yet.

        Args:
            client: the connection to the scheduler.
            versions: of the client's software.
            tell: is given a line for the person who waits.
        """
        self.client, self.versions, self.tell = client, versions, tell
        self.verdicts: dict[str, Readiness] = {}
        self.since_s: float | None = None
        """Since when no worker is ready."""
        self.told = ""
        self.begun = False
        """Whether one was ready before: then a nanny may just be starting it again."""

    def note(self, verdict: Readiness) -> None:
        """Keep what a worker says of itself, and pass on what a person should know."""
        self.verdicts[verdict.worker] = verdict
        self.since_s, self.told = None, ""
        self.begun = self.begun or verdict.places > 0
        if verdict.versions is not None:
            self.tell(f"{_differs(verdict.worker, verdict.versions, self.versions)}; it is given nothing")
        elif verdict.what and not verdict.places:
            self.tell(f"worker {verdict.worker} cannot grade: {verdict.what}; it is given nothing")
        elif verdict.what:
            self.tell(f"worker {verdict.worker} grades {verdict.places} at once only: {verdict.what}")

    def places(self) -> int:
        """Return how many submissions can be graded at once."""
        return sum(verdict.places for verdict in self.verdicts.values())

    def count(self) -> list[str]:
        """Forget the verdicts of workers that have left; return the addresses of those that are here."""
        with connected(self.client):
            here = list(self.client.scheduler_info()["workers"])
        self.verdicts = {worker: said for worker, said in self.verdicts.items() if worker in here}
        return here

    def look(self) -> None:
        """Give up where no worker can grade, or none has been ready for too long."""
        here = self.count()
        if self.places():
            self.since_s = None
            return
        now = time.monotonic()
        self.since_s = self.since_s or now
        waits = now - self.since_s
        if here and all(worker in self.verdicts for worker in here) and (not self.begun or waits > READY_S):
            raise self._none_can()
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
            return unlike({worst.worker: worst.versions}, self.versions)
        many = f"none of the {len(self.verdicts)} workers can grade; " if len(self.verdicts) > 1 else ""
        return ClusterError(f"{many}worker {worst.worker} cannot grade: {worst.what}", worst.fix)


def _differs(worker: str, theirs: dict[str, str], ours: dict[str, str]) -> str:
    names = [name for name in {**ours, **theirs} if ours.get(name) != theirs.get(name)]
    pairs = (f"{name} {theirs.get(name, 'missing')}, here {ours.get(name, 'missing')}" for name in names)
    return f"worker {worker} has other software: {'; '.join(pairs)}"


def unlike(wrong: Mapping[str, object], ours: dict[str, str]) -> ClusterError:
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
