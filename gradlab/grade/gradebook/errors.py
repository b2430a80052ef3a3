"""Why something cannot be recorded. Imports nothing."""

from __future__ import annotations


class GradebookError(Exception):
    """A submission cannot be recorded; the gradebook holds what it held before.

    Attributes:
        what: What is wrong, one line.
        fix: What to do about it, one line.
    """

    def __init__(self, what: str, fix: str) -> None:
        self.what, self.fix = what, fix
        super().__init__(f"{what}; {fix}")


class GradebookUnusable(GradebookError):
    """Nothing at all can be recorded: the database is locked, read-only, damaged or another's, or the disk is full."""
