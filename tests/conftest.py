"""What every test shares: where the course is, and that XLA compiles as quickly as it does in the judge."""

import os
from pathlib import Path

import pytest

from gradlab.grade.variables import xla_flags

# Before anybody imports jax; kernels and commands that tests start inherit it.
os.environ.setdefault("XLA_FLAGS", xla_flags())

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The course's folder: the root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def compile_cache(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Environment variables with which kernels keep what they compile, for the next one of this session."""
    return {
        "JAX_COMPILATION_CACHE_DIR": str(tmp_path_factory.getbasetemp() / "compiled"),
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
        "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
    }


WORDS = ("gained", "leaked", "left")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many attacks were tried, and what came of them."""
    seen: dict[str, dict[str, int]] = {}
    failed = 0
    for outcome in ("passed", "failed", "error"):
        for report in terminalreporter.stats.get(outcome, []):
            properties = dict(getattr(report, "user_properties", ()))
            if "attack" in properties:
                name = f"{report.nodeid.partition('[')[0]} {properties['attack']}"
                seen[name] = {word: int(properties.get(word, 0)) for word in WORDS}
                failed += outcome != "passed"
    if seen:
        total = {word: sum(one[word] for one in seen.values()) for word in WORDS}
        verdict = f"{total['gained']} gained, {total['leaked']} leaked, {total['left']} left behind"
        terminalreporter.write_line(
            f"{len(seen)} attacks: {verdict}" + (f"; {failed} not as they must be" if failed else "")
        )
