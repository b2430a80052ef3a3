"""A class graded while the machine fails around it: `bench/soak.py`, small."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.skipif(platform.system() != "Linux", reason="the sandbox runs on Linux only"),
    pytest.mark.whole,  # two minutes, and faults at random moments
]
SOAK = Path(__file__).resolve().parents[2] / "bench" / "soak.py"


@pytest.mark.parametrize("seed", [os.environ.get("GRADLAB_SOAK_SEED", "7")])
def test_no_fault_becomes_a_wrong_mark_and_a_rerun_completes(seed: str) -> None:
    run = subprocess.run(
        [sys.executable, str(SOAK), "--students", "8", "--rounds", "1", "--runs", "1", "--seed", seed],
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    injected = re.search(r"^all +(\d+)$", run.stdout, re.MULTILINE)
    assert injected and int(injected[1]) >= 1, run.stdout
    assert "0 wrong" in run.stdout
    assert "1 of 1 rounds completed" in run.stdout
