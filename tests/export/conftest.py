"""Readers of other people's making, and the classroom of the gradebook's tests."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "grade"))
sys.path.append(str(Path(__file__).parents[1]))
