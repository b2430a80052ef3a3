"""`counted`, `apply`, `unchanged` and `raises`: what they do, and every message."""

from __future__ import annotations

import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from check_cells import said, text

from gradlab import check


def double(x, *, plus=0.0):
    """Double it."""
    return 2 * x + plus


def test_counted_counts_and_behaves_like_the_function():
    f = check.counted(double)
    assert isinstance(f, check.Counted)
    assert f.calls == 0
    assert f(3.0, plus=1.0) == 7.0
    assert (f.calls, f.function) == (1, double)
    f.reset()
    assert f.calls == 0
    assert (f.__name__, f.__doc__, f.__gradlab_counted__) == ("double", "Double it.", True)
    assert repr(f) == "<double, called 0 times>"


@pytest.mark.parametrize(
    ("use", "calls"),
    [
        (lambda f: jax.vmap(f)(jnp.arange(5.0)), 1),
        (lambda f: jnp.stack([f(x) for x in jnp.arange(5.0)]), 5),
        (lambda f: jax.value_and_grad(f)(1.0), 1),
        (lambda f: (f(1.0), jax.grad(f)(1.0)), 2),
        (lambda f: [jax.jit(f)(x) for x in (1.0, 2.0, 3.0)], 1),
        (lambda f: jax.lax.map(f, jnp.arange(5.0)), 1),
    ],
)
def test_counted_under_transformations(use, calls):
    f = check.counted(double)
    use(f)
    assert f.calls == calls


def test_counted_wraps_what_has_no_name():
    assert check.counted(jnp.sin)(0.0) == 0.0
    assert repr(check.counted(functools.partial(double))) == "<function, called 0 times>"


def test_apply_runs_the_function_here():
    assert check.apply(double, 3.0, plus=1.0) == 7.0


class Remote:
    def __init__(self):
        self.asked = []

    def __gradlab_apply__(self, fn, args, kwargs):
        self.asked.append((fn, args, kwargs))
        return "there"


@pytest.mark.parametrize(
    "call",
    [
        lambda r: check.apply(double, r),
        lambda r: check.apply(double, [1.0, {"a": r}]),
        lambda r: check.apply(double, 1.0, plus=r),
        lambda r: check.apply(r, 1.0),
    ],
)
def test_apply_goes_where_the_student_s_objects_are(call):
    remote = Remote()
    assert call(remote) == "there"
    assert len(remote.asked) == 1
    fn, args, kwargs = remote.asked[0]
    assert fn in (double, remote)
    assert isinstance(args, tuple)
    assert isinstance(kwargs, dict)


def test_hook_on_the_instance_is_no_hook():
    remote = type("Plain", (), {})()
    remote.__gradlab_apply__ = lambda *a: "there"
    assert check.apply(lambda x: "here", remote) == "here"


def test_unchanged_passes():
    params = {"w": jnp.ones(3), "list": [1.0, np.zeros(2)], "none": None, "name": "m"}
    with check.unchanged(params, [1.0], np.ones(2)) as block:
        params = {**params, "w": params["w"].at[0].set(5.0)}
    assert isinstance(block, check.unchanged)


def test_unchanged_looks_at_the_objects_that_were_given():
    params = {"a": 1.0}
    other = params
    assert "was changed" in said(lambda: run_unchanged(params, lambda: other.update(a=2.0)))


def run_unchanged(tree, change):
    with check.unchanged(tree):
        change()


HINT = "leave the arguments as they are: build a new dict, list or array and return it"


def test_unchanged_messages():
    params = {"w": 1.0, "list": [1, 2], "x": np.zeros(3), "j": jnp.ones(3)}

    def set_value():
        with check.unchanged(params):
            params["w"] = 0.9

    def append():
        with check.unchanged(0.0, params["list"]):
            params["list"].append(3)

    def add_key():
        with check.unchanged(params):
            params["new"] = 1

    def write():
        with check.unchanged(params):
            params["x"][1] = 5.0

    def donate():
        with check.unchanged(params):
            jax.jit(lambda x: 2 * x, donate_argnums=0)(params["j"])

    assert said(set_value) == text(
        """
        check.unchanged: `params['w']` was changed by the call
          it has a wrong value
          before  1.0
          now     0.9
        """,
        HINT,
    )
    assert said(append) == text(
        """
        check.unchanged: `params["list"]` was changed by the call
          it has 3 entries, expected 2
        """,
        HINT,
    )
    assert said(add_key) == text(
        """
        check.unchanged: `params` was changed by the call
          it has the unexpected key 'new'
        """,
        HINT,
    )
    assert said(write) == text(
        """
        check.unchanged: `params['x']` was changed by the call
          it has the right shape but wrong values
          at [1]: now 5.0, before 0.0     (1 of 3 differ, largest difference 5.0)
          before  [0.0, 0.0, 0.0]
          now     [0.0, 5.0, 0.0]
        """,
        HINT,
    )
    assert said(donate) == text(
        """
        check.unchanged: `params['j']` was changed by the call
          it holds an array whose buffer was given away (donated)
        """,
        HINT,
    )


def test_unchanged_lets_errors_through():
    params = {"a": 1.0}
    with pytest.raises(KeyError):
        run_unchanged(params, lambda: params.pop("a") and params.pop("a"))


def test_raises_gives_the_error():
    error = check.raises(TypeError, jax.grad(double), 3, match="real- or complex-valued")
    assert isinstance(error, TypeError)
    assert isinstance(check.raises((KeyError, IndexError), lambda: {}["a"]), KeyError)


def test_raises_messages():
    assert said(lambda: check.raises(TypeError, double, 3.0, hint="refuse floats")) == text(
        """
        check.raises: `double` returns the float 6.0, expected it to raise TypeError

        hint: refuse floats
        """
    )
    assert said(lambda: check.raises((KeyError, ValueError), lambda: 1 / 0)) == text(
        """
        check.raises: `lambda: 1 / 0` raises another error than KeyError or ValueError
          yours  ZeroDivisionError: division by zero
        """
    )
    assert said(lambda: check.raises(ZeroDivisionError, lambda: 1 / 0, match="by nought")) == text(
        """
        check.raises: `lambda: 1 / 0` raises ZeroDivisionError with another message than expected
          expected  a text that matches 'by nought'
          yours     division by zero
        """
    )


def test_raises_keeps_the_stub_s_error():
    def stub():
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        check.raises(ValueError, stub)
    assert isinstance(check.raises(NotImplementedError, stub), NotImplementedError)
