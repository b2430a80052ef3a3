"""Why something cannot be recorded. Imports no nbgrader."""

from __future__ import annotations

from gradlab.complaint import Complaint


class GradebookError(Complaint):
    """A submission cannot be recorded; the gradebook holds what it held before."""


class GradebookUnusable(GradebookError):
    """Nothing at all can be recorded: the database is locked, read-only, damaged or another's, or the disk is full."""
