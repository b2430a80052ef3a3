"""Near misses: answers that fail and are close, as far as a report tells.

This is the one place that reads numbers out of the sentences of `gradlab.check`; tests/overview/test_nearness.py holds it to what
the checks really say. A message that it cannot read is no near miss. `attention` imports this room.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from gradlab.grade.report import Mark, Outcome

CLOSE = 1e-2
"""Numbers that differ by at most this share of the expected ones: misconceptions are off in the first or second digit, rounding
and solvers that stopped early are not."""
FEW = 0.1
"""Entries that differ, of all."""
FEW_OF = 10
"""In an array smaller than this, one entry is not few."""
CASES = 3
"""With fewer cases, all but one is not nearly all."""

_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?"
_ENTRY = re.compile(
    rf"^\s*(?:at .*?: )?\w+ {_NUMBER}, [\w ]+? (?P<expected>{_NUMBER})\s+"
    rf"\((?P<bad>\d+) of (?P<size>\d+) differ, largest difference (?P<apart>{_NUMBER})\)\s*$",
    re.MULTILINE,
)
"""What `check.close` says of arrays: `at [0]: yours 1.0, expected 2.0     (3 of 3 differ, largest difference 4.0)`."""
_ROW = re.compile(r"^\s*(?P<name>\w+)\s+\[(?P<numbers>[^\[\]]*)\]\s*$", re.MULTILINE)
"""`expected  [2.0, 4.0, 8.0]`, and the student's below it."""
_SCALAR = re.compile(
    rf"has a wrong value\n\s*\w+\s+(?P<expected>{_NUMBER})\n\s*\w+\s+(?P<yours>{_NUMBER})\s*$", re.MULTILINE
)
"""What it says of a single number."""
_DERIVATIVE = re.compile(
    rf"derivative of .* is wrong in .*\n.*yours (?P<yours>{_NUMBER}), (?:central differences|the reference) "
    rf"(?P<expected>{_NUMBER})\s*$",
    re.MULTILINE,
)
"""What `check.grads` says."""
_APPROX = re.compile(rf"assert (?P<yours>{_NUMBER}) == (?P<expected>{_NUMBER}) ± ")
_APPROX_FIRST = re.compile(rf"assert (?P<expected>{_NUMBER}) ± \S+ == (?P<yours>{_NUMBER})\b")
"""How pytest.approx explains itself, on the right and on the left."""


@dataclass(frozen=True)
class Near:
    """Why a lost test is nearly passed."""

    what: str
    """Such as `differs by 0.3 % at most`."""


def near(mark: Mark) -> Near | None:
    """Return in what way a failed test was nearly passed; None if it was not, or nothing tells.

    Args:
        mark: A test's verdict. Of hidden tests a report holds numbers only if it was graded with `--reveal`; how many of its
            cases pass is there always.
    """
    if mark.outcome is not Outcome.FAILED:
        return None
    said = []
    apart = difference(mark.message)
    if apart is not None and 0 < apart <= CLOSE:
        said.append(f"numerically close: off by {percent(apart)}")
    entries = few(mark.message)
    if entries is not None:
        said.append(f"only {entries[0]} of {entries[1]} entries differ")
    if mark.cases >= CASES and mark.passed == mark.cases - 1:
        said.append(f"{mark.passed} of {mark.cases} cases pass")
    return Near("; ".join(said)) if said else None


def difference(message: str) -> float | None:
    """Return how far apart the numbers of a message are, as a share of the largest expected one that it shows.

    Returns:
        The share; infinite where nothing but zero is expected; None if the message compares no numbers.
    """
    entry = _ENTRY.search(message)
    if entry is not None:
        shown = [abs(float(entry["expected"]))]
        row = _ROW.search(message, entry.end())
        if row is not None:
            shown += [abs(float(x)) for x in re.findall(rf"(?<![\w.]){_NUMBER}(?![\w.])", row["numbers"])]
        return _share(abs(float(entry["apart"])), max(shown))
    for pattern in (_SCALAR, _DERIVATIVE, _APPROX, _APPROX_FIRST):
        found = pattern.search(message)
        if found is not None:
            expected = float(found["expected"])
            return _share(abs(float(found["yours"]) - expected), abs(expected))
    return None


def few(message: str) -> tuple[int, int] | None:
    """Return how many entries differ of how many, if that is few."""
    entry = _ENTRY.search(message)
    if entry is None:
        return None
    bad, size = int(entry["bad"]), int(entry["size"])
    return (bad, size) if size >= FEW_OF and bad <= FEW * size else None


def percent(share: float) -> str:
    """Write a small share as a person reads it: `0.3 %`, `less than 0.01 %`."""
    return f"{100 * share:.2g} %" if share >= 1e-4 else "less than 0.01 %"


def _share(apart: float, expected: float) -> float:
    if not math.isfinite(apart):
        return math.inf
    return apart / expected if expected else (math.inf if apart else 0.0)
