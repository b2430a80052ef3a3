"""`check.grads` and `check.adjoint`: right rules pass, and each way to be wrong has its message."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from check_cells import said, text
from jax import lax

from gradlab import check


def g(x, y):
    return y * x**2 + x * y**3


@jax.custom_vjp
def forgets_cotangent(x):
    return x**2


forgets_cotangent.defvjp(lambda x: (x**2, x), lambda x, ct: (2 * x,))


@jax.custom_vjp
def right_vjp(x):
    return x**2


right_vjp.defvjp(lambda x: (x**2, x), lambda x, ct: (2 * x * ct,))


@jax.custom_jvp
def forgets_tangent(x):
    return jnp.log1p(jnp.exp(x))


forgets_tangent.defjvps(lambda t, ans, x: jax.nn.sigmoid(x))


def norm(p, x):
    return {"y": jnp.tanh(p["w"] @ x + p["b"]), "n": 3}


PARAMS = {"w": jnp.arange(6.0).reshape(3, 2) * 0.1, "b": jnp.arange(3.0) * 0.1}


@pytest.mark.parametrize(
    ("f", "args", "options"),
    [
        (jnp.sin, (1.0,), {}),
        (jnp.sin, (1.0,), {"order": 2}),
        (g, (2.0, 3.0), {}),
        (g, (2.0, 3.0), {"expected": lambda x, y: x * (x * y + y**3)}),
        (g, (2.0, 3.0), {"expected": (39.0, 58.0)}),
        (lambda x, n: x**n, (2.0, 3), {"expected": 12.0}),
        (lambda x: x**3, (2.0,), {"expected": 12.0, "order": 2}),
        (lambda A, x: A @ x, (jnp.arange(15.0).reshape(3, 5), jnp.ones(5)), {}),
        (
            lambda x: jnp.arange(15.0).reshape(3, 5) @ x,
            (jnp.ones(5),),
            {"expected": np.arange(15.0).reshape(3, 5)},
        ),
        (norm, (PARAMS, jnp.arange(2.0)), {}),
        (jnp.log, (0.01,), {}),
        (jnp.exp, (8.0,), {}),
        (lambda x: jnp.sin(x).sum(), (jnp.ones(1000),), {}),
        (right_vjp, (3.0,), {"modes": ("rev",)}),
        (lambda x: lax.while_loop(lambda c: c < 10, lambda c: c * 2, x), (3.0,), {"modes": ("fwd",)}),
        (lambda x: x if x > 0 else -x, (-3.0,), {}),
        (lambda x: jnp.round(x) * 1.0, (0.3,), {}),
        (lambda z: jnp.exp(z) * jnp.conj(z), (1.0 + 2.0j,), {}),
        (jnp.sin, (jnp.float16(1.0),), {}),
        (lambda *x: sum(jnp.sin(y) for y in x), tuple(map(float, range(6))), {}),
    ],
)
def test_right_derivatives_pass(f, args, options):
    assert check.grads(f, *args, **options) is None


def test_double_precision_is_used_where_it_is_there():
    with jax.enable_x64(True):
        check.grads(g, jnp.float64(2.0), jnp.float64(3.0))
        slightly_wrong = jax.custom_jvp(jnp.sin)
        slightly_wrong.defjvps(lambda t, ans, x: t * jnp.cos(x) * (1 + 1e-4))
        assert "is wrong in forward mode" in said(lambda: check.grads(slightly_wrong, jnp.float64(1.0)))


MESSAGES = [
    (
        lambda: check.grads(lambda x: lax.stop_gradient(x) ** 2, 3.0, hint="stop only the target"),
        """
        check.grads: the derivative of `lambda x: lax.stop_gradient(x) ** 2` is wrong in forward mode
          yours 0.0, central differences 6.0

        hint: stop only the target
        """,
    ),
    (
        lambda: check.grads(g, 2.0, 3.0, expected=lambda x, y: y * x**2 + x * y**2, modes=("rev",)),
        """
        check.grads: the derivative of `g` with respect to argument 0 is wrong in reverse mode
          yours 39.0, the reference 21.0
        """,
    ),
    (
        lambda: check.grads(forgets_cotangent, 3.0, modes=("rev",)),
        """
        check.grads: the derivative of `forgets_cotangent` is wrong in reverse mode
          for a cotangent of 1.5: yours 6.0, central differences 9.0
          your answer is right for a cotangent of 1 only

        hint: a derivative rule multiplies by the tangent or cotangent that comes in
        """,
    ),
    (
        lambda: check.grads(forgets_tangent, 1.0),
        """
        check.grads: the derivative of `forgets_tangent` is wrong in forward mode
          for a tangent of 1.5: yours 0.7311, central differences 1.097
          your answer is right for a tangent of 1 only

        hint: a derivative rule multiplies by the tangent or cotangent that comes in
        """,
    ),
    (
        lambda: check.grads(right_vjp, 3.0),
        """
        check.grads: `right_vjp` can be called, but not differentiated in forward mode
          TypeError: can't apply forward-mode autodiff (jvp) to a custom_vjp function.

        hint: a custom_vjp function has no forward mode: use reverse mode, or custom_jvp
        """,
    ),
    (
        lambda: check.grads(lambda x: jnp.argmax(x), jnp.arange(3.0)),
        """
        check.grads: `lambda x: jnp.argmax(x)` returns no floating-point number: it has no derivative

        hint: a gradient cannot pass through integers, bools or argmax: compute with floats
        """,
    ),
    (
        lambda: check.grads(lambda x: jnp.sum(x**2), jnp.arange(3.0), expected=[0.0, 1.0, 2.0]),
        """
        check.grads: the derivative of `lambda x: jnp.sum(x**2)` (forward mode) has the right shape but wrong values
          at [1]: yours 2.0, expected 1.0     (2 of 3 differ, largest difference 2.0)
          expected  [0.0, 1.0, 2.0]
          yours     [0.0, 2.0, 4.0]
          your answer is off by exactly a factor of 2

        hint: a constant factor: is it a sum or a mean, or a missing constant?
        """,
    ),
    (
        lambda: check.grads(
            lambda x: x**3, 2.0, expected=6.0, order=2, known_wrong={12.0: "six x, at x = 2"}
        ),
        """
        check.grads: the second derivative of `lambda x: x**3` (forward mode) has a wrong value
          expected  6.0
          yours     12.0
          your answer is off by exactly a factor of 2

        hint: six x, at x = 2
        """,
    ),
]


@pytest.mark.parametrize(("call", "message"), MESSAGES)
def test_message(call, message):
    assert said(call) == text(message)


def test_swapped_gradients_are_named():
    message = said(lambda: check.grads(g, 2.0, 3.0, expected=(58.0, 39.0)))
    assert message.startswith("check.grads: the derivative of `g` (forward mode) at [0] has a wrong value")
    assert "your answer has the right entries in another order: [0] holds the expected [1]" in message


def test_wrong_rule_for_an_array():
    wrong = jax.custom_jvp(lambda x: x**2)
    wrong.defjvps(lambda t, ans, x: t * x)
    message = said(lambda: check.grads(lambda x: wrong(x), jnp.arange(1.0, 4.0)))
    first, second = message.splitlines()
    assert first == "check.grads: the derivative of `lambda x: wrong(x)` is wrong in forward mode"
    assert second.startswith("  along a random direction: yours ")


def test_wrong_second_derivative_is_found():
    @jax.custom_jvp
    def f(x):
        return x**3

    f.defjvps(lambda t, ans, x: t * 3 * lax.stop_gradient(x) ** 2)
    check.grads(f, 2.0)
    message = said(lambda: check.grads(f, 2.0, order=2))
    assert message.startswith("check.grads: the second derivative of `f` is wrong in forward mode")


def test_reference_fixes_the_form():
    def both(x):
        return x, 2 * x

    assert said(lambda: check.grads(both, 2.0, expected=lambda x: x)).startswith(
        "check.grads: the value of `both` is a tuple of 2, expected a number"
    )
    assert said(lambda: check.grads(lambda x: x[None], jnp.ones(3), expected=lambda x: x)).startswith(
        "check.grads: the value of `lambda x: x[None]` has shape (1, 3), expected (3,)"
    )


def test_reference_with_reverse_mode_only():
    check.grads(lambda x: x**2, 3.0, expected=right_vjp)
    assert "the reference" in said(lambda: check.grads(lambda x: x**3, 3.0, expected=right_vjp))


def test_array_that_forgets_its_cotangent():
    f = jax.custom_vjp(lambda x: x**2)
    f.defvjp(lambda x: (x**2, x), lambda x, ct: (2 * x,))
    message = said(lambda: check.grads(lambda x: f(x), jnp.arange(1.0, 4.0), modes=("rev",)))
    assert "your answer is right for a cotangent of 1 only" in message


def test_nan_is_wrong():
    hidden = lambda x: jnp.where(x > 0, jnp.sqrt(x), 0.0)  # noqa: E731
    assert "yours nan" in said(lambda: check.grads(hidden, 0.0, modes=("rev",)))


def test_author_s_mistakes_are_no_failures_of_the_student():
    with pytest.raises(ValueError, match="no argument is a floating-point number"):
        check.grads(lambda n: n, 3)
    with pytest.raises(ValueError, match="no argument is a floating-point number"):
        check.grads(lambda n: n, 3, expected=1.0)
    with pytest.raises(ValueError, match="order=0"):
        check.grads(jnp.sin, 1.0, order=0)
    with pytest.raises(ValueError, match="modes="):
        check.grads(jnp.sin, 1.0, modes=("forward",))


def test_adjoint_passes():
    check.adjoint(g, 2.0, 3.0)
    check.adjoint(norm, PARAMS, jnp.arange(2.0))
    check.adjoint(lambda A, n: A[:n] @ A[:n].T, jnp.arange(15.0).reshape(3, 5), 2)
    check.adjoint(lambda z: jnp.exp(z) * 1j, 1.0 + 2.0j)


def test_adjoint_messages():
    assert said(lambda: check.adjoint(right_vjp, 1.0)).startswith(
        "check.adjoint: `right_vjp` can be called, but not differentiated in forward mode\n"
    )
    assert said(lambda: check.adjoint(forgets_tangent, 1.0)) == text(
        """
        check.adjoint: forward and reverse mode of `forgets_tangent` disagree
          <J v, w>   0.731059     (v a random tangent, w a random cotangent)
          <v, Jᵀ w>  0.0

        hint: one of the two derivative rules is wrong
        """
    )
    assert said(lambda: check.adjoint(lambda x: jnp.argmax(x), jnp.arange(3.0))).startswith(
        "check.adjoint: `lambda x: jnp.argmax(x)` returns no floating-point number"
    )
