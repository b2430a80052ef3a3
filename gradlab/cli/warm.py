"""`gradlab warm`: slots that are kept ready, so that the first mark of the next command comes at once."""

from __future__ import annotations

import signal
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from gradlab.cli.grade import read_source, slots
from gradlab.cli.tables import note
from gradlab.course import Course
from gradlab.grade.report import Submission
from gradlab.grade.settings import Settings, cache_folder
from gradlab.grade.standby_keeper import Keeper, Rehearsal


def warm(names: Sequence[str], *, jobs: int | None) -> int:
    """Keep slots until interrupted; return the exit code.

    Args:
        names: Assignments whose solutions each slot grades first.
        jobs: How many slots; one a core if None.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.default_int_handler)
    assignments = Course.find().select(list(names)) if names else []
    rehearsals = [rehearsal(one.name, path) for one in assignments for path in one.sources]
    count, started = jobs or slots(), time.monotonic()
    slot_s = f"{count} slot{'s' * (count != 1)}"
    note(f"starting {slot_s} ...")
    try:
        with closing(
            Keeper(Settings(cache=cache_folder()), slots=count, rehearsals=rehearsals, tell=_stamped)
        ) as keeper:
            ready_s = time.monotonic() - started
            note(
                f"{slot_s} ready after {ready_s:.0f} s: `gradlab grade` and `gradlab prove` of this user borrow them"
            )
            note("Ctrl-C ends them")
            keeper.serve()
    except KeyboardInterrupt:
        note("ended")
    return 0


def rehearsal(assignment: str, path: Path) -> Rehearsal:
    """Return a source notebook, and its solution as if that were handed in.

    Raises:
        NotebookError: there is none, or its tests are not in it.
    """
    source = read_source(path)
    submission = Submission(
        student="rehearsal", assignment=assignment, notebook=path.stem, data=path.read_bytes()
    )
    return source, submission


def _stamped(line: str) -> None:
    note(f"{time.strftime('%H:%M:%S')}  {line}")
