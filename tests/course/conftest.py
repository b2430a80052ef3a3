"""A small course that every test of this room may spoil."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_course import course_in


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of a course with one clean assignment, `08-loops`, and its bank."""
    return course_in(tmp_path / "course")
