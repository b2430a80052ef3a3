"""What the nursery does once so that no submission has to: a shell with inline figures. See `warm`."""

from __future__ import annotations

from typing import Any

from gradlab.grade import student_shell
from gradlab.grade.student_shell import Shell


def warm(shell: Shell) -> None:
    """Bring a fresh shell to the state in which a submission finds it."""
    run_cell: Any = shell.run_cell
    run_cell("%matplotlib inline", store_history=False)
    student_shell.plain_figures()
    student_shell.forget_lines()
