"""`check.keys`: good habits pass, each bad one has its message."""

from __future__ import annotations

import itertools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from check_cells import said, text
from jax import random

from gradlab import check


def two(key):
    a, b = random.split(key)
    return random.normal(a), random.normal(b)


def walk(key, n):
    return jnp.cumsum(random.normal(key, (n,)))


def stepped(key, n):
    key, sub = random.split(key)
    return key, {"x": 100.0 + walk(sub, n), "start": 100.0, "n": n}


@pytest.mark.parametrize(
    ("draw", "args"),
    [
        (two, ()),
        (walk, (50,)),
        (walk, (500,)),
        (stepped, (5,)),
        (lambda key, n: jax.vmap(lambda k: walk(k, n))(random.split(key, 20)), (30,)),
        (lambda key: random.normal(key, (20000,)), ()),
        (lambda key: random.permutation(key, 10), ()),
        (lambda key: jnp.concatenate([jnp.zeros((4, 1)), random.normal(key, (4, 3))], axis=1), ()),
        (lambda key: jnp.quantile(random.normal(key, (100,)), jnp.array([0.025, 0.975])), ()),
        (lambda key: random.normal(key), ()),
        (random.split, ()),
    ],
)
def test_good_habits_pass(draw, args):
    assert check.keys(draw, *args) is None


def test_any_kind_of_key_can_be_given():
    check.keys(two, key=random.PRNGKey(0))
    check.keys(two, key=random.key(0, impl="rbg"))


def test_repetition_by_design_is_allowed_on_request():
    def sample(key):
        return random.choice(key, jnp.arange(5.0), (20,))

    check.keys(sample, distinct=False)
    check.keys(lambda key: (lambda x: (x, -x))(random.normal(key)), distinct=False)
    assert "draws the same twice" in said(lambda: check.keys(sample))
    assert "draws the same randomness twice" in said(
        lambda: check.keys(lambda key: (lambda x: (x, -x))(random.normal(key)))
    )


counter = itertools.count()
REUSE = "\n\nhint: one key, one draw: split the key and use each part once"


def test_same_key_has_to_draw_the_same():
    def from_elsewhere(key):
        return float(next(counter))

    message = said(lambda: check.keys(from_elsewhere))
    first, second = message.split("first   ")[1].split("\n")[0], message.split("second  ")[1].split("\n")[0]
    assert message == text(
        f"""
        check.keys: `from_elsewhere` draws different numbers from the same key
          first   {first}
          second  {second}

        hint: draw with jax.random from the key that is passed in, not with np.random, random or the clock
        """
    )


@pytest.mark.parametrize("shape", [(), (3,)])
def test_another_key_has_to_draw_something_else(shape):
    def seeded(key, shape):
        return jnp.round(random.normal(random.key(0), shape) * 0 + 0.25, 2)

    shown = "0.25" if not shape else "[0.25, 0.25, 0.25]"
    assert said(lambda: check.keys(seeded, shape)) == text(
        f"""
        check.keys: `seeded` draws the same numbers whatever the key
          with one key      {shown}
          with another key  {shown}

        hint: use the key that is passed in: a key made inside, global or as a default gives the same every time
        """
    )


def test_one_key_for_two_draws():
    def twice(key):
        return random.normal(key), random.normal(key)

    message = said(lambda: check.keys(twice))
    assert message.startswith("check.keys: `twice` draws the same twice\n  ")
    assert message.endswith(" comes 2 times among 2 numbers" + REUSE)


def test_one_key_for_two_draws_in_disguise():
    def disguised(key):
        return random.normal(key), random.uniform(key)

    assert said(lambda: check.keys(disguised)) == (
        "check.keys: `disguised` draws the same randomness twice\n"
        "  over 32 keys, number 0 and number 1 always rise and fall together" + REUSE
    )


def test_one_key_for_all_rows():
    def rows(key):
        return jax.vmap(lambda i: random.normal(key, (5,)))(jnp.arange(3))

    message = said(lambda: check.keys(rows))
    assert message.startswith("check.keys: `rows` draws the same twice\n  3 of 3 rows are equal: [")
    assert message.endswith("\n\nhint: one key for all rows: split(key, n), and map over the keys")


def test_one_key_for_all_rows_of_integers():
    def rows(key):
        return jnp.stack([random.randint(key, (8,), 0, 5)] * 2)

    assert "2 of 2 rows are equal" in said(lambda: check.keys(rows))


def test_key_that_is_not_carried_on():
    def stuck(key):
        out = []
        for _ in range(3):
            _, sub = random.split(key)
            out.append(random.normal(sub))
        return jnp.stack(out)

    assert "comes 3 times among 3 numbers" in said(lambda: check.keys(stuck))


def test_used_key_given_back():
    def back(key):
        return key, random.normal(key)

    assert said(lambda: check.keys(back)) == text(
        """
        check.keys: `back` gives back the key that it was given

        hint: a key that was used is spent: give back a fresh one from jax.random.split
        """
    )


def test_nothing_drawn():
    assert said(lambda: check.keys(lambda key: None)) == (
        "check.keys: `lambda key: None` returns None: no numbers are drawn"
    )


def test_author_hint_replaces_ours():
    message = said(
        lambda: check.keys(lambda key: (random.normal(key), random.normal(key)), hint="split first")
    )
    assert message.endswith("\n\nhint: split first")


def test_reuse_checker_decides_nothing():
    def parent(key):
        _, sub = random.split(key)
        return random.normal(key), random.normal(sub)

    with jax.debug_key_reuse(True), pytest.raises(jax.errors.KeyReuseError):
        parent(random.key(0))
    check.keys(parent)


def test_size_may_depend_on_the_key():
    def some(key):
        return random.normal(key, (int(random.randint(key, (), 2, 9)),))

    check.keys(some, key=random.key(3))


def test_numpy_results():
    check.keys(lambda key: np.asarray(random.normal(key, (3,))))
