"""Why nothing is graded on a cluster, and the name of the one that is started here. Needs no Dask, unlike its neighbours."""

from __future__ import annotations

LOCAL = "local"
"""Instead of an address: a scheduler and workers on this machine, for this run."""


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
