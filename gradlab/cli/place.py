"""Where submissions are graded: on this machine, or on the workers of a Dask cluster (`--dask`)."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from gradlab.cli.errors import complain
from gradlab.cli.tables import note
from gradlab.grade import pool, standby
from gradlab.grade.cluster_error import LOCAL, ClusterError
from gradlab.grade.report import Graded
from gradlab.grade.settings import Settings
from gradlab.notebook import printable


@dataclass(frozen=True)
class Place:
    """Where to grade, and how many at once."""

    slots: int
    """Submissions at once on this machine."""
    dask: str | None = None
    """The address of a Dask scheduler, or `local`; None: no Dask."""

    @property
    def is_here(self) -> bool:
        """Whether the slots are on this machine."""
        return self.dask in (None, LOCAL)

    @classmethod
    def of(cls, jobs: int | None, dask: str | None, *, cores: int) -> Place:
        """Return the place that was asked for.

        Raises:
            ClusterError: Dask is not installed, the address is none, or the options contradict each other.
        """
        if dask is None:
            return cls(jobs or cores)
        if find_spec("distributed") is None:
            raise ClusterError("--dask needs Dask, which is not installed", "pip install 'gradlab[dask]'")
        from gradlab.grade import cluster_connection

        if dask != LOCAL:
            cluster_connection.checked(dask)
            if jobs is not None:
                raise ClusterError(
                    "--jobs is for this machine; a cluster grades as many at once as its workers have threads",
                    f"leave --jobs out, and start more workers: dask worker {printable(dask)} --nthreads 1",
                )
        if cluster_connection.is_open(dask):
            complain(
                f"whoever reaches {dask} runs code as the user of its workers: nothing there asks for a certificate",
                "use it only in a network where all are trusted, or start it with TLS; see docs/cluster.md",
            )
        return cls(jobs or cores, dask)

    def run(
        self, jobs: Sequence[pool.Job], settings: Settings, *, spent: list[float] | None = None
    ) -> Generator[tuple[pool.Job, Graded], None, None]:
        """Grade, and yield each submission with its result as they finish.

        Args:
            jobs: what to grade.
            settings: how.
            spent: gets the processor time of the slots of this machine, as of `pool.run`.

        Raises:
            SandboxError: student code cannot be confined here.
            ClusterError: it cannot be graded on the cluster.
        """
        slots = min(self.slots, len(jobs))
        if self.dask is None:
            start = standby.starter(note)
            yield from pool.run(jobs, slots=slots, settings=settings, spent=spent, start=start)
        elif jobs:
            from gradlab.grade import cluster, cluster_connection

            with cluster_connection.connect(self.dask, workers=slots) as client:
                yield from cluster.run(jobs, client=client, settings=settings, tell=note)
