"""One slot for all that nbgrader grades in this process: started when it is needed, closed when it is idle or at the end.

The formgrader grades one submission a click in a server that lives for days; `nbgrader autograde` a whole class in one go.
`exporter` and `preprocessor` import it.
"""

from __future__ import annotations

import atexit
import threading

from gradlab.grade.report import Graded, Submission
from gradlab.grade.settings import DEFAULTS, Settings
from gradlab.grade.slot import Slot
from gradlab.notebook import Notebook

IDLE_S = 600.0
"""How long a slot without work is kept: it holds some 400 MB, and starting one takes seconds."""


class Keeper:
    """Keeps one slot. Safe to use from several threads, one after the other."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._lock = threading.Lock()
        self._slot: Slot | None = None
        self._settings: Settings | None = None
        self._timer: threading.Timer | None = None

    def ready(self, settings: Settings = DEFAULTS) -> None:
        """Make sure that a slot is there.

        Args:
            settings: How to grade; a slot with other settings is replaced.

        Raises:
            SandboxError: Student code cannot be confined on this machine.
        """
        with self._lock:
            self._ready(settings)

    def grade(self, source: Notebook, submission: Submission, settings: Settings = DEFAULTS) -> Graded:
        """Grade one submission.

        Args:
            source: The instructor's notebook.
            submission: The student's file.
            settings: How to grade.

        Returns:
            What `Slot.grade` returns.

        Raises:
            SandboxError: Student code cannot be confined on this machine.
        """
        with self._lock:
            return self._ready(settings).grade(source, submission)

    def close(self) -> None:
        """End the slot, if there is one."""
        with self._lock:
            self._close()

    def _ready(self, settings: Settings) -> Slot:
        if self._timer is not None:
            self._timer.cancel()
        if self._slot is None or self._settings != settings:
            self._close()
            self._slot, self._settings = Slot(settings), settings
        self._timer = threading.Timer(IDLE_S, self.close)
        self._timer.daemon = True
        self._timer.start()
        return self._slot

    def _close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._slot is not None:
            self._slot.close()
            self._slot = None


keeper = Keeper()
"""The process's own."""

atexit.register(keeper.close)
