"""The compile cache that students read: filled once a source that many hand in, by grading the instructor's own solution.

More than a third of a student's processor time was compiling the same small programs again. What a student could write here
would be machine code for the next one, so only a reference student writes, and students see the folder read-only.
`slot` imports this room.
"""

from __future__ import annotations

import contextlib
import hashlib
import socket
from dataclasses import replace
from pathlib import Path

import msgspec

from gradlab.grade import orders, phases
from gradlab.grade.sandbox import Exit, SandboxError, reference_process
from gradlab.grade.settings import Settings, versions
from gradlab.grade.sitting import Abandoned, GraderBroken, Host, Sitting
from gradlab.notebook import Cell, Notebook

WORTH = 4
"""Submissions of a source that a slot grades before the reference is run: it costs as much as it saves twenty similar ones."""
REMEMBERED = 200
"""Submissions of late that this is decided by."""
LAST_WORDS_S = 5.0
"""How long the reference may take to end by itself."""


def folder(cache: Path) -> Path:
    """Return the students' part of a cache, made if it is missing; every user may read it."""
    place = cache / "student"
    place.mkdir(mode=0o755, parents=True, exist_ok=True)
    return place


class Sources:
    """The sources that a slot grades against: for which the cache was filled, and when it is time to."""

    def __init__(self) -> None:
        self._prepared: list[frozenset[Cell]] = []
        self._seen: list[tuple[frozenset[Cell], Notebook]] = []
        """Those that are not prepared, once a submission."""

    def due(self, source: Notebook) -> Notebook | None:
        """Note a submission, and return the source to fill the cache for, if that is worth it now.

        An excerpt's programs are in the whole's, so that many excerpts make it worth filling for the whole, once that was seen.
        """
        cells = frozenset(source.cells)
        if any(cells <= prepared for prepared in self._prepared):
            return None
        self._seen = [*self._seen[-REMEMBERED:], (cells, source)]
        most, whole = max((seen for seen in self._seen if cells <= seen[0]), key=lambda seen: len(seen[0]))
        return whole if sum(seen <= most for seen, _ in self._seen) > WORTH else None

    def are_prepared(self, source: Notebook) -> None:
        """Note that the cache holds what a source's solution compiles."""
        cells = frozenset(source.cells)
        self._prepared.append(cells)
        self._seen = [seen for seen in self._seen if not seen[0] <= cells]


def fill(host: Host, source: Notebook, cache: Path) -> float:
    """Fill the students' cache with what the source's own solution compiles, if that was not done before.

    Never fails: without it students compile for themselves.

    Returns:
        The processor time that it took, in seconds.
    """
    rests_on = (
        [(cell.id, cell.source) for cell in source.cells],
        sorted(versions(host.settings.platform).items()),
    )
    name = hashlib.sha256(msgspec.json.encode(rests_on)).hexdigest()[:24]
    claim = folder(cache) / f".filled-{name}"
    try:
        claim.touch(exist_ok=False)
    except OSError:
        return 0.0  # done, or being done by another slot
    sitting = Sitting(_ReferenceHost(host, folder(cache)), source, source, compiles=False)
    try:
        sitting.run()
    except (GraderBroken, SandboxError, OSError):
        claim.unlink(missing_ok=True)
    except (Abandoned, KeyboardInterrupt):
        claim.unlink(missing_ok=True)
        raise
    return sitting.student_cpu_s + sitting.judge_cpu_s


class _ReferenceHost:
    """A slot whose students are the reference."""

    def __init__(self, host: Host, cache: Path) -> None:
        self.host, self.cache = host, cache
        self.settings: Settings = host.settings

    @property
    def channel(self) -> orders.Channel:
        return self.host.channel

    def spawn(self) -> Reference:
        return Reference(self.cache, self.settings.platform)

    def lose_judge(self) -> str:
        return self.host.lose_judge()


class Reference:
    """The process of a reference student, as a sitting holds it.

    Attributes:
        sock: The judge's end of its socket.
    """

    def __init__(self, cache: Path, platform: str) -> None:
        """Start it, for a judge on a platform; it may write `cache`."""
        self.sock, theirs = socket.socketpair()
        with theirs:
            self._process = reference_process(theirs.fileno(), cache=cache, platform=platform)

    @property
    def pid(self) -> int:
        """Of its bwrap, as the host counts."""
        return self._process.pid

    def wait(self, timeout_s: float) -> Exit | None:
        """Wait for its end; None if it runs on."""
        with contextlib.suppress(Exception):
            self._process.wait(timeout_s)
        code = self._process.returncode
        return None if code is None else Exit(f"the reference exited with code {code}", None, code, 0.0, 0)

    def close(self) -> Exit | None:
        """Let it write what it has, then end it."""
        cpu_s = phases.of_tree(self.pid)
        self.sock.close()
        end = self.wait(LAST_WORDS_S)
        self._process.kill()
        self._process.wait()
        if self._process.stderr is not None:
            self._process.stderr.close()
        return None if end is None else replace(end, cpu_s=cpu_s)
