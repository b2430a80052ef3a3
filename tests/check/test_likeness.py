"""What a wrong answer is like: each sentence, and the answers that are like nothing."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from check_cells import said

from gradlab import check

A = np.arange(15.0).reshape(3, 5) + 0.5
S = np.array([[1.0, 2.0], [3.0, 4.0]])
V = np.array([2.0, 4.0, 9.0, 16.0])
ROWS = "rows and columns are swapped: look at in_axes, out_axes, or the order of two nested vmaps"
ENDS = "off by one: look at where the history starts and ends"
SHIFT = "off by one: look at whether the start belongs to the history, and what each step gives out"
SUM = "a constant factor: is it a sum or a mean, or a missing constant?"


@pytest.mark.parametrize(
    ("actual", "expected", "sentence", "hint"),
    [
        (A.T, A, "is the transpose of the expected one", ROWS),
        (S.T, S, "is the transpose of the expected one", ROWS),
        (A.reshape(5, 3), A, "has the expected numbers in another shape", ""),
        (np.append(1.0, V), V, "has one entry too many: without its first one it is the expected one", ENDS),
        (np.append(V, 1.0), V, "has one entry too many: without its last one it is the expected one", ENDS),
        (V[1:], V, "lacks the first of the expected entries", ENDS),
        (V[:-1], V, "lacks the last of the expected entries", ENDS),
        (-V, V, "has the wrong sign", "the sign is wrong everywhere"),
        (-3.0, 3.0, "has the wrong sign", "the sign is wrong everywhere"),
        (np.append(1.0, V[:-1]), V, "is shifted: each entry is the expected one of the place before", SHIFT),
        (np.append(V[1:], 1.0), V, "is shifted: each entry is the expected one of the place after", SHIFT),
        (V[::-1], V, "is the expected one in reverse order", ""),
        (4 * V, V, "is off by exactly a factor of 4", SUM),
        (V / 4, V, "is off by exactly a factor of 1/4", SUM),
        (0.731 * V, V, "is off by exactly a factor of 0.731", SUM),
        (8.0, 2.0, "is off by exactly a factor of 4", ""),
        ((2.0, 1.0), (1.0, 2.0), "has the right entries in another order: [0] holds the expected [1], "
         "[1] holds the expected [0]", "the entries are swapped: look at the order in which they are returned or unpacked"),
        ({"vega": 1.0, "rho": 2.0, "delta": 5.0}, {"vega": 2.0, "rho": 1.0, "delta": 5.0},
         "has the right entries in another order: ['vega'] holds the expected ['rho'], "
         "['rho'] holds the expected ['vega']",
         "the entries are swapped: look at the order in which they are returned or unpacked"),
    ],
)  # fmt: skip
def test_likeness(actual, expected, sentence, hint):
    message = said(lambda: check.close(actual, expected))
    assert f"  your answer {sentence}" in message.splitlines()
    assert message.endswith(f"hint: {hint}") if hint else "hint:" not in message


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (39.0, 58.0),  # a single number is a multiple of any other: only whole factors say something
        (3.0, 1.0),
        (V + 1.0, V),
        (np.zeros(4), V),
        (V, np.zeros(4)),
        (np.array([True, False]), np.array([False, True])),
        (10**30, 10**31),
        ((1.0, 1.0), (3.1, 4.2)),
        ("a", "b"),
        (np.array([1.0, np.nan]), np.array([2.0, np.nan])),
    ],
    ids=repr,
)
def test_unlike(actual, expected):
    assert "your answer" not in said(lambda: check.close(actual, expected))


def test_author_hint_stands_beside_the_likeness():
    message = said(lambda: check.close(-V, V, hint="descend: subtract the gradient"))
    assert "your answer has the wrong sign" in message
    assert message.endswith("hint: descend: subtract the gradient")


def test_likeness_of_integers():
    assert "factor of 2" in said(lambda: check.close(jnp.arange(4) * 2, np.arange(4)))
