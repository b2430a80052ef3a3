"""`check.program`: what is counted, what is static, and what is refused."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from check_cells import said, text
from jax import lax

from gradlab import check


def unrolled(x, n):
    for _ in range(n):
        x = jnp.sin(x)
    return x


def scanned(x, n):
    return lax.scan(lambda c, _: (jnp.sin(c), c), x, None, length=n)


def by_fori(x, n):
    return lax.fori_loop(0, n, lambda i, v: v * x, 1.0)


def nested(x):
    return lax.fori_loop(0, 3, lambda i, v: lax.fori_loop(0, 4, lambda j, w: w * x, v), x)


def f(x):
    return jnp.sum(x**4)


@pytest.mark.parametrize(
    ("call", "loops"),
    [
        (lambda: check.program(unrolled, 1.0, 5), 0),
        (lambda: check.program(scanned, 1.0, 5), 1),
        (lambda: check.program(by_fori, 1.5, 3), 1),
        (lambda: check.program(by_fori, 1.5, jnp.int32(3)), 1),
        (lambda: check.program(nested, 1.5), 2),
        (lambda: check.program(lambda x: scanned(scanned(x, 3)[0], 3)[0], 1.5), 2),
        (lambda: check.program(lambda x: lax.while_loop(lambda c: c < 9, lambda c: c * 2, x), 1.0), 1),
        (lambda: check.program(jax.vmap(lambda x: by_fori(x, 3)), jnp.ones(4)), 1),
        (lambda: check.program(jax.grad(lambda x: scanned(x, 5)[0]), 1.0), 2),
    ],
)
def test_loops(call, loops):
    assert call().loops == loops


def test_functions_are_counted_at_every_call_site():
    @jax.jit
    def sine(x):
        return jnp.sin(x)

    program = check.program(lambda x: sine(x) + sine(2 * x) + sine(3 * x), 1.0)
    assert program.ops["sine"] == 3


def test_functions_called_by_functions_multiply():
    inner = jax.jit(lambda x: jnp.cos(x))
    outer = jax.jit(lambda x: inner(x) * inner(x + 1))
    assert check.program(lambda x: outer(x) + outer(x + 2), 1.0).ops["cosine"] == 4


def test_length_counts_what_unrolling_costs():
    assert len(check.program(unrolled, 1.0, 50)) == 50
    assert len(check.program(scanned, 1.0, 50)) == len(check.program(scanned, 1.0, 5))


def test_growth():
    assert check.program(unrolled, 1.0, 5).grows_with(1.0, 50)
    assert not check.program(scanned, 1.0, 5).grows_with(1.0, 50)
    assert check.program(unrolled, x=1.0, n=5).grows_with(x=1.0, n=50)
    assert not check.program(lambda x: jnp.cumsum(x), jnp.ones(5)).grows_with(jnp.ones(50))
    assert check.program(lambda x: sum(x[i] for i in range(x.size)), jnp.ones(5)).grows_with(jnp.ones(50))


def test_largest_array():
    x, v = jnp.ones(50), jnp.ones(50)
    assert check.program(lambda x, v: jax.jvp(jax.grad(f), (x,), (v,))[1], x, v).largest == 50
    assert check.program(lambda x, v: jax.hessian(f)(x) @ v, x, v).largest == 2500
    assert check.program(lambda x: x + 1, 1.0).largest == 1


def test_largest_array_inside_functions_and_loops():
    big = jax.jit(lambda x: jnp.sum(x[:, None] * x[None, :]))
    assert check.program(lambda x: big(x), jnp.ones(40)).largest == 1600
    assert (
        check.program(lambda x: lax.fori_loop(0, 3, lambda i, v: v + big(x), 0.0), jnp.ones(40)).largest
        == 1600
    )


def test_constants():
    table = jnp.arange(1000.0)
    assert check.program(lambda x: x + table[3], 1.0).constants in (0, 1000)
    assert check.program(lambda x: jnp.sum(x * table), 1.0).constants == 1000
    assert check.program(lambda x: x * 2.0, 1.0).constants == 0
    assert check.program(lambda x: x + jnp.zeros(1000), 1.0).constants == 0


def test_custom_calls():
    program = check.program(jnp.linalg.solve, jnp.eye(3), jnp.ones(3))
    assert program.custom_calls["lapack_sgetrf_ffi"] == 1
    assert check.program(jnp.sin, 1.0).custom_calls == {}


def test_static_arguments_keep_their_python_values():
    seen = {}

    def look(x, n, flag, name, nothing, g, tree, *, m, y):
        seen.update(n=n, flag=flag, name=name, nothing=nothing, g=g, m=m)
        assert isinstance(x, jax.core.Tracer)
        assert isinstance(y, jax.core.Tracer)
        assert isinstance(tree["w"], jax.core.Tracer)
        assert isinstance(tree["n"], jax.core.Tracer)
        assert tree["name"] == "mlp"
        assert tree["f"] is jnp.tanh
        return x * n + y * m

    tree = {"w": 2.0, "n": 3, "name": "mlp", "f": jnp.tanh}
    check.program(look, 1.0, 3, True, "adam", None, jnp.sin, tree, m=4, y=np.float32(2.0))
    assert seen == {"n": 3, "flag": True, "name": "adam", "nothing": None, "g": jnp.sin, "m": 4}


def test_keys_and_trees_are_traced():
    program = check.program(
        lambda key, p: p["w"] * jax.random.normal(key, (3,)), jax.random.key(0), {"w": 2.0}
    )
    assert program.ops["multiply"] > 0
    assert check.program(lambda p: p[0] + p[1], (1.0, 2.0)).ops == {"add": 1}


def test_transformed_and_wrapped_functions():
    assert check.program(jax.jit(unrolled, static_argnums=1), 1.0, 4).ops["sine"] == 4
    assert check.program(partial(unrolled, n=4), 1.0).ops["sine"] == 4
    assert check.program(jax.grad(unrolled), 1.0, 4).ops["cosine"] == 4
    assert check.program(check.counted(unrolled), 1.0, 4).ops["sine"] == 4


def test_results_that_are_no_arrays_are_left_out():
    assert check.program(lambda x: {"y": x + 1, "n": 3, "name": "s", "none": None}, 1.0).ops == {"add": 1}


def test_no_arguments():
    assert check.program(lambda: jnp.sin(jnp.arange(3.0))).ops["sine"] <= 1


def test_left_over_print_is_not_counted():
    def noisy(x):
        jax.debug.print("x is {x}", x=x)
        return scanned(x, 3)[0]

    program = check.program(noisy, 1.0)
    assert program.custom_calls == {}
    assert (program.loops, len(program)) == (1, len(check.program(lambda x: scanned(x, 3)[0], 1.0)))


def numpy_sine(x):
    return jax.pure_callback(np.sin, jax.ShapeDtypeStruct((), "float32"), x)


@pytest.mark.parametrize(
    "calls_python",
    [
        numpy_sine,
        jax.grad(lambda x: x * lax.stop_gradient(numpy_sine(lax.stop_gradient(x)))),
        lambda x: lax.scan(lambda c, _: (numpy_sine(c), None), x, None, length=3)[0],
        lambda x: lax.cond(x > 0, numpy_sine, jnp.sin, x),
        jax.jit(lambda x: jax.jit(numpy_sine)(x)),
    ],
)
def test_callbacks_are_refused(calls_python):
    assert said(lambda: check.program(calls_python, 1.0)) == text(
        """
        check.program: the program of `calls_python` calls back into Python

        hint: compute it with jax.numpy: what runs in Python cannot be compiled or checked
        """
    )


def test_remote_refusal_of_a_callback_is_the_same_failure():
    def remote(x):
        raise NotImplementedError("the student's program calls back: host_callback is not accepted")

    assert "calls back into Python" in said(lambda: check.program(remote, 1.0))


def test_stub_is_not_attempted():
    def stub(x):
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        check.program(stub, 1.0)


def test_what_cannot_be_traced_raises_its_own_error():
    with pytest.raises(jax.errors.TracerBoolConversionError):
        check.program(lambda x: x if x > 0 else -x, 1.0)


def test_something_that_is_no_function():
    assert said(lambda: check.program(jnp.sin(1.0), 1.0)) == (
        "check.program: `jnp.sin(1.0)` is a number, expected a function"
    )


def test_repr_names_the_figures():
    assert repr(check.program(unrolled, 1.0, 5)) == (
        "<program of 5 operations, 0 loops, largest array 1: sine 5>"
    )
