"""What every test shares: where the course is."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The course's folder: the root of the repository."""
    return ROOT
