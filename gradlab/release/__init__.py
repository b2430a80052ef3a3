"""The course release: two zips, a manifest and the section of the changelog, and the proof that the students' zip leaks nothing.

Finds, packs and looks; grades nothing and prints nothing. `cli` imports this room.
"""

from __future__ import annotations

from gradlab.course import CourseError

__all__ = ["ReleaseError"]


class ReleaseError(CourseError):
    """The course cannot be released as it is."""
