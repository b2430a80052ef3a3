"""Item analysis against scipy, numpy and numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats

from gradlab.overview import items


def class_of(seed: int, n: int = 40, k: int = 7) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    shares = rng.integers(0, 4, (n, k)) / 3 * (rng.random((n, 1)) < 0.8)
    return shares, rng.integers(1, 4, k).astype(float)


@pytest.mark.parametrize("seed", range(5))
def test_discrimination_is_pearson_s_r_with_all_other_tests(seed: int) -> None:
    shares, points = class_of(seed)
    for test, item in enumerate(items.analyse(shares, points)):
        rest = sum(shares[:, other] * points[other] for other in range(len(points)) if other != test)
        assert item.discrimination == pytest.approx(scipy.stats.pearsonr(shares[:, test], rest).statistic)
        assert item.share == pytest.approx(shares[:, test].sum() / len(shares))
        assert item.why_not == ""


def test_without_partial_credit_it_is_the_point_biserial_correlation() -> None:
    shares = (np.random.default_rng(7).random((30, 5)) < 0.6).astype(float)
    for test, item in enumerate(items.analyse(shares, np.ones(5))):
        rest = np.delete(shares, test, axis=1).sum(axis=1)
        assert item.discrimination == pytest.approx(
            scipy.stats.pointbiserialr(shares[:, test], rest).statistic
        )


def test_a_class_of_three_by_hand() -> None:
    # The first test against the sums 0, 1, 2 of the others: r = 0.5 / sqrt(2/3 * 2) = sqrt(3) / 2.
    shares = np.array([[0.0, 0, 0], [1, 1, 0], [1, 1, 1]])
    first, _, _ = items.analyse(shares, np.ones(3))
    assert first.share == pytest.approx(2 / 3)
    assert first.discrimination == pytest.approx(np.sqrt(3) / 2)


def test_a_test_that_the_best_lose_discriminates_below_zero() -> None:
    shares = np.array([[0.0, 1, 1], [0, 1, 1], [1, 0, 0], [1, 0, 0]])
    assert items.analyse(shares, np.ones(3))[0].discrimination == pytest.approx(-1.0)


@pytest.mark.parametrize(
    ("shares", "why"),
    [
        (np.zeros((0, 2)), "fewer than 3 submissions"),
        (np.array([[1.0, 0.0]]), "fewer than 3 submissions"),
        (np.array([[1.0, 0.0], [0.0, 1.0]]), "fewer than 3 submissions"),
        (np.ones((5, 2)), "all earned the same here"),
        (np.array([[0.0, 1], [1, 1], [1, 1]]), "all earned the same elsewhere"),
        (np.array([[0.0], [1], [1]]), "there is no other test"),
    ],
    ids=["nobody", "one", "two", "equal", "rest-equal", "one-test"],
)
def test_where_there_is_no_discrimination_it_says_why(shares: np.ndarray, why: str) -> None:
    item = items.analyse(shares, np.ones(shares.shape[1]))[0]
    assert item.discrimination is None and item.why_not == why
    assert (item.share is None) == (len(shares) == 0)


def test_rounding_is_no_difference() -> None:
    # Sums of tenths differ in their last bit: a correlation with that would be noise.
    tenths = np.array([[1.0, 0.1, 0.2, 0.3], [0, 0.3, 0.2, 0.1], [1, 0.2, 0.3, 0.1]])
    assert np.ptp(tenths.sum(axis=1) - tenths[:, 0]) > 0
    assert items.analyse(tenths, np.ones(4))[0].why_not == "all earned the same elsewhere"


def test_a_test_worth_nothing_is_correlated_and_adds_nothing() -> None:
    shares = np.array([[0.0, 0, 0], [1, 1, 0], [1, 0, 1], [0, 1, 1]])
    points = np.array([0.0, 1, 1])
    worthless, second, _ = items.analyse(shares, points)
    assert worthless.discrimination == pytest.approx(
        scipy.stats.pearsonr(shares[:, 0], shares[:, 1:].sum(1)).statistic
    )
    assert second.discrimination == pytest.approx(scipy.stats.pearsonr(shares[:, 1], shares[:, 2]).statistic)


@pytest.mark.parametrize("seed", range(3))
def test_alpha_from_the_covariance_matrix(seed: int) -> None:
    shares, points = class_of(seed)
    covariance = np.cov(shares * points, rowvar=False)
    k = len(points)
    found = items.alpha(shares, points)
    assert found.value == pytest.approx(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))
    assert (found.n, found.tests) == (40, k)


def test_alpha_of_tests_that_agree_is_one() -> None:
    shares = np.repeat(np.arange(12.0)[:, None] / 11, 4, axis=1)
    assert items.alpha(shares, np.ones(4)).value == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("shares", "points", "why"),
    [
        (np.eye(9), np.ones(9), "fewer than 10 submissions"),
        (np.eye(12)[:, :2], np.array([1.0, 0.0]), "fewer than two tests with points"),
        (np.ones((12, 3)), np.ones(3), "all have the same marks"),
    ],
)
def test_where_there_is_no_alpha_it_says_why(shares: np.ndarray, points: np.ndarray, why: str) -> None:
    found = items.alpha(shares, points)
    assert found.value is None and found.why_not == why
