"""Marks and seconds, against numpy and scipy and by hand."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats.mstats

from gradlab.overview import distribution
from gradlab.overview.facts import Marks, Spread


@pytest.mark.parametrize("n", [2, 3, 10, 301])
def test_marks_are_described_as_scipy_describes_them(n: int) -> None:
    shares = np.round(np.random.default_rng(n).random(n), 3)
    found = distribution.marks(list(shares))
    # alphap = betap = 1 is type 7.
    low, middle, high = scipy.stats.mstats.mquantiles(shares, [0.25, 0.5, 0.75], alphap=1, betap=1)
    assert (found.lower_quartile, found.median, found.upper_quartile) == pytest.approx((low, middle, high))
    described = scipy.stats.describe(shares)
    assert (found.mean, found.sd) == pytest.approx((described.mean, np.sqrt(described.variance)))
    assert (found.minimum, found.maximum) == described.minmax
    assert sum(found.histogram) == found.n == n


def test_four_marks_by_hand() -> None:
    found = distribution.marks([0.0, 0.5, 1.0, 1.0])
    assert (found.mean, found.median, found.lower_quartile, found.upper_quartile) == (0.625, 0.75, 0.375, 1.0)
    assert found.sd == pytest.approx(np.sqrt(0.6875 / 3))
    assert (found.full, found.zero) == (0.5, 0.25)
    assert found.histogram == (1, 0, 0, 0, 0, 1, 0, 0, 0, 2)


def test_nobody_and_one() -> None:
    assert distribution.marks([]) == Marks(n=0)
    one = distribution.marks([0.25])
    assert one.sd is None and one.mean == one.median == one.minimum == one.maximum == 0.25


def test_a_mark_on_the_border_counts_upwards_whatever_it_is_in_binary() -> None:
    found = distribution.marks([3 * 0.1, 0.7, 0.1 + 0.7, 29 / 29 - 1e-12])
    assert found.histogram == (0, 0, 0, 1, 0, 0, 0, 1, 1, 1)
    assert found.full == 0.25


def test_extra_credit_stays_in_the_last_tenth() -> None:
    found = distribution.marks([1.2, 1.0])
    assert found.histogram[-1] == 2 and found.maximum == 1.2 and found.full == 1.0


def test_seconds() -> None:
    assert distribution.spread([]) == Spread()
    assert distribution.spread([1.0, 2.0, 9.0]) == Spread(total_s=12.0, median_s=2.0, maximum_s=9.0)
