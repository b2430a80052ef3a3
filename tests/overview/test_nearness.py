"""Near misses are read from what the checks really say: if `gradlab.check` words it differently, these fail."""

from __future__ import annotations

from collections.abc import Callable

import jax.numpy as jnp
import numpy as np
import pytest
from synthetic_class import HIDDEN_FAILED, mark

from gradlab import check
from gradlab.check import _outcome
from gradlab.grade.report import Outcome
from gradlab.overview.nearness import difference, few, near, percent

ROW = jnp.linspace(3.0, 4.0, 40)


def said(comparison: Callable[[], object]) -> str:
    """Return the message that a failing check puts into a report."""
    try:
        comparison()
    except AssertionError as error:
        return _outcome.of_exception(error).message
    raise AssertionError("the comparison does not fail")


@pytest.mark.parametrize(
    ("comparison", "apart"),
    [
        (lambda: check.close(jnp.float32(4.004), 4.0), 1e-3),
        (lambda: check.close(-2.5, -2.501), 4e-4),
        (lambda: check.close(1.00000001, 1.0, rtol=1e-12, atol=0.0), 1e-8),
        (lambda: check.close(1.002e-20, 1e-20, atol=0.0), 2e-3),
        (lambda: check.close(ROW * 1.001, ROW), 1e-3),
        (lambda: check.close(ROW.reshape(5, 8) * 1.001, ROW.reshape(5, 8)), 1e-3),
        (lambda: check.close({"a": ROW * 0.999}, {"a": ROW}), 1e-3),
        (lambda: check.close(jnp.array([1000.0, 2001.0]), [1000.0, 2000.0]), 5e-4),
        (lambda: check.close(1001, 1000), 1e-3),
    ],
    ids=[
        "scalar",
        "negative",
        "tiny-difference",
        "tiny-numbers",
        "row",
        "matrix",
        "tree",
        "list",
        "integers",
    ],
)
def test_a_close_answer_is_near(comparison: Callable[[], object], apart: float) -> None:
    message = said(comparison)
    assert difference(message) == pytest.approx(apart, rel=0.5)
    found = near(mark("c::t", Outcome.FAILED, message=message))
    assert found is not None and "numerically close" in found.what


@pytest.mark.parametrize(
    "comparison",
    [
        lambda: check.close(8.0, 4.0),
        lambda: check.close(ROW + 1.0, ROW),
        lambda: check.close(1, 0),
        lambda: check.close(jnp.zeros(3), jnp.array([0.0, 0.0, 1e-3])),
        lambda: check.close(jnp.ones(3), jnp.ones(4)),
        lambda: check.close(jnp.nan, 1.0),
        lambda: check.close(jnp.array([1.0, jnp.inf]), jnp.array([1.0, 2.0])),
        lambda: check.close("yes", "no"),
        lambda: check.close(jnp.array([True, False]), jnp.array([True, True])),
    ],
    ids=["scalar", "row", "zero", "zeros", "shape", "nan", "inf", "text", "bools"],
)
def test_a_wrong_answer_is_not(comparison: Callable[[], object]) -> None:
    assert near(mark("c::t", Outcome.FAILED, message=said(comparison))) is None


def test_derivatives_and_transformations_are_read_too() -> None:
    def sloppy(x: float) -> float:
        return x * x * x

    message = said(lambda: check.grads(sloppy, 2.0, expected=lambda x: 1.001 * x * x * x))
    assert "the reference" in message
    assert difference(message) == pytest.approx(1e-3, rel=0.1)


def test_pytest_s_approx_is_read() -> None:
    yours, right = 2.0019, pytest.approx(2.0)
    with pytest.raises(AssertionError) as one_way:
        assert yours == right
    with pytest.raises(AssertionError) as other_way:
        assert right == yours
    for found in (one_way, other_way):
        assert difference(_outcome.of_exception(found.value).message) == pytest.approx(9.5e-4)


def test_few_entries_of_many() -> None:
    wrong = ROW.at[3].set(100.0)
    message = said(lambda: check.close(wrong, ROW))
    assert few(message) == (1, 40)
    found = near(mark("c::t", Outcome.FAILED, message=message))
    assert found is not None and found.what == "only 1 of 40 entries differ"
    assert few(said(lambda: check.close(jnp.array([1.0, 9.0]), [1.0, 2.0]))) is None
    assert few(said(lambda: check.close(ROW.at[:5].set(9.0), ROW))) is None


def test_all_cases_but_one_is_near_even_where_a_hidden_test_says_nothing() -> None:
    found = near(mark("c::t", Outcome.FAILED, message=HIDDEN_FAILED, hidden=True, cases=5, passed=4))
    assert found is not None and found.what == "4 of 5 cases pass"
    for cases, passed in ((5, 3), (2, 1), (1, 0)):
        assert near(mark("c::t", Outcome.FAILED, message=HIDDEN_FAILED, cases=cases, passed=passed)) is None


def test_only_failed_tests_are_near() -> None:
    message = said(lambda: check.close(4.004, 4.0))
    for outcome in set(Outcome) - {Outcome.FAILED}:
        assert near(mark("c::t", outcome, message=message, cases=5, passed=4)) is None


@pytest.mark.parametrize(
    "message", ["", "9" * 100_000, "at " * 50_000, "( of differ, largest difference )" * 999]
)
def test_what_a_student_prints_is_read_in_no_time_and_means_nothing(message: str) -> None:
    assert difference(message) is None and few(message) is None


def test_a_small_share_is_written_shortly() -> None:
    assert [percent(x) for x in (0.01, 0.0034, 1e-9)] == ["1 %", "0.34 %", "less than 0.01 %"]
    assert np.isinf(difference("check.close: `x` has a wrong value\n  expected  0.0\n  yours     1.0") or 0.0)
