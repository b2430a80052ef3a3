"""How marks and seconds are distributed. Knows no report. `survey` imports this room."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gradlab.overview.facts import Marks, Spread

TENTHS = 10
WHOLE = 1e-9
"""A mark this close to all of the points, or to none, is all or none: points are sums of fractions."""


def marks(shares: Sequence[float]) -> Marks:
    """Describe marks.

    Quartiles are interpolated linearly between the two nearest marks.

    Source: R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996), type 7.

    Args:
        shares: Marks in shares of the points; extra credit may go beyond 1.
    """
    n = len(shares)
    if not n:
        return Marks(n=0)
    values = np.asarray(shares, dtype=np.float64)
    low, first, middle, third, high = (float(q) for q in np.quantile(values, [0, 0.25, 0.5, 0.75, 1]))
    # A mark of exactly 0.3 lies in the fourth tenth, whatever 3 * 0.1 is in binary.
    tenth = np.clip(np.floor(values * TENTHS + WHOLE).astype(int), 0, TENTHS - 1)
    return Marks(
        n=n,
        mean=float(values.mean()),
        sd=float(values.std(ddof=1)) if n > 1 else None,
        minimum=low,
        lower_quartile=first,
        median=middle,
        upper_quartile=third,
        maximum=high,
        full=float((values >= 1 - WHOLE).mean()),
        zero=float((values <= WHOLE).mean()),
        histogram=tuple(int(count) for count in np.bincount(tenth, minlength=TENTHS)),
    )


def spread(seconds: Sequence[float]) -> Spread:
    """Describe seconds."""
    if not seconds:
        return Spread()
    return Spread(
        total_s=float(np.sum(seconds)), median_s=float(np.median(seconds)), maximum_s=float(np.max(seconds))
    )
