"""Every family of cases: the stand-in for a student's function does what the function does in one process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import remote_cases

CASES = remote_cases.all_cases()
RUNNERS = 2
"""Processes that compare, one for each of two cores."""


class Comparison:
    """Runs the selected cases in the background, in order."""

    def __init__(self, names: list[str]) -> None:
        runner = Path(__file__).with_name("remote_cases_runner.py")
        self._results: dict[str, Any] = {}
        self._runners = []
        for start in range(RUNNERS):
            process = subprocess.Popen(
                [sys.executable, str(runner)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                env={**os.environ, "PYTHONHASHSEED": "0"},
            )
            mine = names[start::RUNNERS]
            assert process.stdin is not None
            process.stdin.write("".join(f"{name}\n" for name in mine))
            process.stdin.close()
            self._runners.append((process, set(mine)))

    def result(self, name: str) -> Any:
        """Wait for one case."""
        process = next(process for process, mine in self._runners if name in mine)
        assert process.stdout is not None
        while name not in self._results:
            line = process.stdout.readline()
            assert line, f"the runner ended with {process.wait()}"
            answer = json.loads(line)
            self._results[answer["name"]] = answer
        return self._results[name]

    def close(self) -> None:
        """End the runners."""
        for process, _ in self._runners:
            process.kill()
            process.wait()
            assert process.stdout is not None
            process.stdout.close()


@pytest.fixture(scope="module")
def comparison(request: pytest.FixtureRequest) -> Iterator[Comparison]:
    """The comparison of all cases that this session has selected."""
    selected = [item for item in request.session.items if item.module is request.module]
    names = [item.callspec.params["name"] for item in selected if hasattr(item, "callspec")]
    running = Comparison(names)
    yield running
    running.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", [case.name for case in CASES])
def test_remote_function_agrees_with_the_real_one(name: str, comparison: Comparison) -> None:
    answer = comparison.result(name)
    assert "broken" not in answer, answer
    assert answer["values"] > 0
    known, reason = remote_cases.DIVERGENCES.get(name, ((), ""))
    surprises = {i: pair for i, pair in answer["different"].items() if int(i) not in known}
    assert not surprises, f"{name}: {surprises} (known: {known} {reason})"


def test_each_known_divergence_is_of_a_case_and_says_why() -> None:
    names = {case.name for case in CASES}
    assert set(remote_cases.DIVERGENCES) <= names
    assert all(places and len(reason) > 20 for places, reason in remote_cases.DIVERGENCES.values())
    assert len(names) == len(CASES)
