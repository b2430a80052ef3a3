"""`jittable`, `vmappable` and `compiles_once`: what passes, and every message."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from check_cells import said, text
from jax import lax

from gradlab import check


def by_fori(x, n):
    return lax.fori_loop(0, n, lambda i, v: v * x, 1.0)


def by_python(x, n):
    out = 1.0
    for _ in range(n):
        out = out * x
    return out


def pair(x):
    return {"y": x * 2, "shape": x.shape[0]}


def stub(*args):
    raise NotImplementedError


@pytest.mark.parametrize(
    ("f", "args", "static"),
    [
        (by_fori, (2.0, 3), ()),
        (by_python, (2.0, 3), 1),
        (by_python, (2.0, 3), (1,)),
        (pair, (jnp.arange(3.0),), ()),
        (lambda x: 3.0, (1.0,), ()),
        (lambda x: np.float64(2.0) * np.ones(3), (1.0,), ()),
        (lambda key: jax.random.normal(key), (jax.random.key(0),), ()),
    ],
)
def test_jittable(f, args, static):
    assert check.jittable(f, *args, static_argnums=static) is None


def test_jittable_messages():
    assert said(lambda: check.jittable(by_python, 2.0, 3)).startswith(
        "check.jittable: `by_python` works when called, but not under jax.jit\n  TracerIntegerConversionError: The"
    )
    assert said(lambda: check.jittable(by_python, 2.0, 3)).endswith(
        "\n\nhint: a traced number cannot drive range() or index a list: use lax.fori_loop or lax.scan, "
        "index a jnp array, or make the argument static"
    )
    assert said(lambda: check.jittable(lambda x: x if isinstance(x, float) else -x, 2.0)) == text(
        """
        check.jittable: `lambda x: x if isinstance(x, float) else -x` under jax.jit has a wrong value
          called  2.0
          jitted  -2.0

        hint: while tracing, x is a tracer: isinstance, type() and values known to Python take another way
        """
    )
    assert said(lambda: check.jittable(by_python, 2.0, 3, hint="say static")).endswith("\n\nhint: say static")


def test_vmappable():
    tree = {"a": jnp.arange(3.0), "b": jnp.float32(2.0)}
    check.vmappable(by_fori, jnp.arange(3.0), jnp.arange(3))
    check.vmappable(by_fori, jnp.arange(3.0), 2, in_axes=(0, None))
    check.vmappable(lambda p, y: p["a"] * p["b"] + y, tree, 1.0, in_axes=({"a": 0, "b": None}, None))
    check.vmappable(lambda x: x.sum(), jnp.arange(15.0).reshape(3, 5), in_axes=1)
    check.vmappable(lambda x: x.sum(), jnp.arange(15.0).reshape(3, 5), in_axes=-1)
    check.vmappable(jnp.sin, jnp.arange(100.0))
    check.vmappable(lambda key: jax.random.normal(key, (2,)), jax.random.split(jax.random.key(0), 3))
    check.vmappable(by_fori, [jnp.arange(3.0)][0], jnp.arange(3), in_axes=[0, 0])


def test_vmappable_messages():
    message = said(lambda: check.vmappable(lambda x: x if x > 0 else -x, jnp.arange(3.0)))
    assert message.startswith(
        "check.vmappable: `lambda x: x if x > 0 else -x` works on one example, but not under jax.vmap\n"
        "  TracerBoolConversionError: Attempted boolean conversion"
    )
    assert message.endswith(
        "hint: x has no value while tracing: use jnp.where or lax.cond for `if`, & and | for `and` and `or`"
    )

    def by_type(x):
        return x * (2 if isinstance(x, jax.core.Tracer) else 1)

    assert said(lambda: check.vmappable(by_type, jnp.arange(1.0, 4.0))) == text(
        """
        check.vmappable: entry 0 of `by_type` under jax.vmap has a wrong value
          looped  1.0
          mapped  2.0
        """
    )


def test_compiles_once():
    check.compiles_once(by_fori, (2.0, 3), (1.5, 7), (1.0, 0))
    check.compiles_once(jnp.sum, (jnp.ones(3),), (jnp.zeros(3),))
    check.compiles_once(jax.jit(by_fori), (2.0, 3), (1.5, 7))


def test_compiles_once_messages():
    message = said(lambda: check.compiles_once(by_python, (2.0, 3), (1.5, 7)))
    assert message.splitlines()[0] == (
        "check.compiles_once: `by_python` cannot be compiled once for all values: "
        "an argument has to be known while tracing"
    )
    assert "hint: a traced number cannot drive range()" in message

    state = []

    def frozen(x):
        state.append(1)
        return x + len(state)

    assert said(lambda: check.compiles_once(frozen, (1.0,), (2.0,), hint="no counters")) == text(
        """
        check.compiles_once: `frozen` compiled, at (1.0), has a wrong value
          called  2.0
          jitted  4.0

        hint: no counters
        """
    )


def test_compiles_once_wants_arguments_of_one_form():
    with pytest.raises(ValueError, match="the arguments differ in shape or dtype"):
        check.compiles_once(jnp.sum, (jnp.ones(3),), (jnp.ones(4),))


class Lost(Exception):
    __gradlab_outcome__ = "timeout"


@pytest.mark.parametrize("error", [NotImplementedError, Lost])
def test_stubs_and_lost_students_are_not_the_check_s_business(error):
    def f(*args):
        raise error

    for call in (
        lambda: check.jittable(f, 1.0),
        lambda: check.vmappable(f, jnp.ones(3)),
        lambda: check.compiles_once(f, (1.0,), (2.0,)),
        lambda: check.grads(f, 1.0),
        lambda: check.grads(f, 1.0, expected=1.0),
        lambda: check.adjoint(f, 1.0),
        lambda: check.keys(f),
        lambda: check.raises(TypeError, f),
    ):
        with pytest.raises(error):
            call()


def test_student_lost_while_tracing_is_passed_on():
    def f(x):
        if isinstance(x, jax.core.Tracer):
            raise Lost
        return x

    for call in (
        lambda: check.jittable(f, 1.0),
        lambda: check.vmappable(f, jnp.ones(3)),
        lambda: check.compiles_once(f, (1.0,), (2.0,)),
        lambda: check.grads(f, 1.0),
        lambda: check.raises(Exception, jax.jit(f), 1.0),
    ):
        with pytest.raises(Lost):
            call()
