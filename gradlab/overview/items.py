"""Item analysis: how difficult each test is, how well it tells students apart, and how well the tests agree.

Classical test theory on the points that were earned. Everything is computed over one matrix: students in rows, tests in columns.
Knows no report. `survey` imports this room.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Matrix = np.ndarray[Any, np.dtype[np.float64]]

FEWEST = 3
"""Through two students any line fits: a correlation is 1 or -1, and says nothing."""
FEWEST_FOR_ALPHA = 10
"""Below this an alpha moves by tenths when one student hands in: better none than one that is believed."""
FLAT = 1e-9
"""Points that differ by less than this, of the largest, are equal: sums of thirds are not exact."""


@dataclass(frozen=True)
class Item:
    """One test."""

    share: float | None
    """Mean share earned."""
    discrimination: float | None
    why_not: str = ""
    """Why there is no discrimination."""


@dataclass(frozen=True)
class Alpha:
    """Cronbach's alpha."""

    value: float | None
    n: int
    tests: int
    why_not: str = ""


def analyse(shares: Matrix, points: Matrix) -> list[Item]:
    """Compute difficulty and discrimination of each test.

    The discrimination is the corrected item-total correlation: Pearson's r (the point-biserial correlation, where a test has no
    partial credit) between what a test gave and what all *other* tests gave. With the test itself in the total, every test would
    correlate with itself.

    Source: S. Henrysson, "Correction of item-total correlations in item analysis", Psychometrika 28 (1963), 211-218.

    Args:
        shares: What each student (row) earned of each test (column), from 0 to 1.
        points: What each test is worth; one worth nothing adds nothing to a total, and is correlated with it all the same.

    Returns:
        One item a test, in order.
    """
    n, tests = shares.shape
    worth = shares * points
    total = worth.sum(axis=1)
    items = []
    for test in range(tests):
        share = float(shares[:, test].mean()) if n else None
        r, why_not = _correlation(shares[:, test], total - worth[:, test])
        if r is None and tests == 1 and n >= FEWEST:
            why_not = "there is no other test"
        items.append(Item(share, r, why_not))
    return items


def alpha(shares: Matrix, points: Matrix) -> Alpha:
    """Compute Cronbach's alpha of the tests that are worth points.

    `k / (k - 1) * (1 - sum of the tests' variances / variance of the totals)`, with sample variances (n - 1).

    Source: L. J. Cronbach, "Coefficient alpha and the internal structure of tests", Psychometrika 16 (1951), 297-334, formula 2.

    Args:
        shares: As in `analyse`.
        points: As in `analyse`.

    Returns:
        The coefficient, or why there is none.
    """
    worth = (shares * points)[:, points > 0]
    n, k = worth.shape
    if n < FEWEST_FOR_ALPHA:
        return Alpha(None, n, k, f"fewer than {FEWEST_FOR_ALPHA} submissions")
    if k < 2:
        return Alpha(None, n, k, "fewer than two tests with points")
    if flat(worth.sum(axis=1)):
        return Alpha(None, n, k, "all have the same marks")
    variance = float(worth.sum(axis=1).var(ddof=1))
    return Alpha(float(k / (k - 1) * (1.0 - worth.var(axis=0, ddof=1).sum() / variance)), n, k)


def flat(values: Matrix) -> bool:
    """Whether all values are equal, rounding aside."""
    return bool(np.ptp(values) <= FLAT * max(1.0, float(np.abs(values).max()))) if values.size else True


def _correlation(item: Matrix, rest: Matrix) -> tuple[float | None, str]:
    if item.size < FEWEST:
        return None, f"fewer than {FEWEST} submissions"
    if flat(item):
        return None, "all earned the same here"
    if flat(rest):
        return None, "all earned the same elsewhere"
    x, y = item - item.mean(), rest - rest.mean()
    r = float((x * y).sum() / np.sqrt((x * x).sum() * (y * y).sum()))
    # Rounding may carry a perfect correlation past 1.
    return min(1.0, max(-1.0, r)), ""
