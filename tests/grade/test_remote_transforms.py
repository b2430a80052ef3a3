"""What a test cell may do with a student's function, written plainly: it agrees with the real one in every way.

One named test for each promise; `test_remote_cases` covers a thousand more values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from remote_cases import PRELUDE, Case
from remote_cases_nursery import Nursery
from remote_evaluation import described, local, same, values

from gradlab.grade.remote import Namespace

Agree = Callable[[str, str], list[Any]]

SMOOTH = "def f(x): return jnp.sum(jnp.sin(x) * x ** 2)"
TREE = "def f(p, x): return {'loss': jnp.mean((p['w'] * x + p['b']) ** 2), 'n': x.shape[0]}"


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as made:
        yield made


@pytest.fixture
def agree(nursery: Nursery) -> Agree:
    """Evaluate a test's expressions on both sides; assert that they agree and return their descriptions."""

    def compare(student_source: str, test: str) -> list[Any]:
        here = local(Case("", student_source, test))
        student = nursery.student()
        try:
            given: dict[str, Any] = {}
            exec(PRELUDE, given)
            assert student.run("prelude", PRELUDE).error is None
            assert student.run("task", student_source).error is None
            there = list(map(described, values(test, Namespace(student, given, test))))
        finally:
            assert nursery.bury(student) == 0
        for line, (a, b) in enumerate(zip(here, there, strict=True)):
            assert same(a, b), f"value {line}: {a} here, {b} there"
        return there

    return compare


def test_jit(agree: Agree) -> None:
    agree(SMOOTH, "jax.jit(f)(jnp.arange(3.0))\njax.jit(f)(2)\njax.jit(f)(2.0)\njax.jit(f)('a')")


def test_grad(agree: Agree) -> None:
    agree(SMOOTH, "jax.grad(f)(jnp.arange(3.0))\njax.grad(f)(2.0)\njax.grad(f)(2)\njax.jit(jax.grad(f))(1.0)")


def test_vmap_of_grad(agree: Agree) -> None:
    agree(
        SMOOTH, "jax.vmap(jax.grad(f))(jnp.arange(3.0))\njax.vmap(jax.grad(f), in_axes=1)(jnp.ones((2, 3)))"
    )


def test_hessian(agree: Agree) -> None:
    agree(SMOOTH, "jax.hessian(f)(jnp.arange(3.0))\njax.jit(jax.hessian(f))(jnp.arange(3.0))")


def test_value_and_grad(agree: Agree) -> None:
    test = "p = {'w': 2.0, 'b': jnp.float32(1)}\njax.value_and_grad(lambda p, x: f(p, x)['loss'])(p, jnp.arange(3.0))"
    aux = "jax.value_and_grad(lambda p, x: (f(p, x)['loss'], f(p, x)), has_aux=True)(p, jnp.arange(3.0))"
    agree(TREE, f"{test}\n{aux}\njax.value_and_grad(f)(p, jnp.ones(2))")


def test_jvp(agree: Agree) -> None:
    agree(
        SMOOTH,
        "jax.jvp(f, (2.0,), (1.0,))\njax.jvp(f, (jnp.ones(2),), (jnp.ones(2),))\njax.jvp(f, (2.0,), (1,))",
    )


def test_vjp(agree: Agree) -> None:
    agree(SMOOTH, "y, pull = jax.vjp(f, jnp.arange(3.0))\ny\npull(1.0)\npull(jnp.ones(2))")


def test_scan_over_the_function(agree: Agree) -> None:
    step = "def step(c, x): return c * x + 1.0, c"
    agree(
        step,
        "lax.scan(step, 1.0, jnp.arange(3.0))\n"
        "jax.jit(lambda c: lax.scan(step, c, jnp.arange(3.0)))(1.0)\n"
        "jax.grad(lambda c: lax.scan(step, c, jnp.arange(3.0))[0])(jnp.float32(1.0))\n"
        "lax.scan(step, 1, jnp.arange(3.0))\n"
        "lax.scan(step, jnp.float16(1), jnp.arange(3.0))",
    )


def test_check_grads_of_second_order_in_both_modes(agree: Agree) -> None:
    found = agree(
        SMOOTH + "\ndef wrong(x): return lax.stop_gradient(x) * x",
        "check_grads(f, (jnp.arange(3.0),), order=2, modes=['fwd', 'rev'])\n"
        "check_grads(wrong, (2.0,), order=2, modes=['fwd', 'rev'])",
    )
    assert found[0] == ("NoneType", "None")
    assert found[1][:2] == ("raised", "AssertionError")


def test_functions_taking_functions(agree: Agree) -> None:
    agree(
        "def slope(f, x): return jax.grad(f)(x)\ndef twice(f, x): return f(f(x))\ndef cube(x): return x ** 3",
        "slope(jnp.sin, 1.0)\nslope(lambda x: x ** 3, 2.0)\nslope(cube, 2.0)\njax.jit(lambda x: slope(jnp.sin, x))(1.0)\n"
        "jax.grad(lambda a: slope(lambda x: a * x ** 2, 3.0))(2.0)\njax.vmap(lambda x: twice(cube, x))(jnp.arange(3.0))\n"
        "slope(lambda x: x * 1j, 1.0)",
    )


def test_functions_returning_functions(agree: Agree) -> None:
    agree(
        "def slope(f): return jax.grad(f)\ndef scaled(a): return lambda x: a * x",
        "slope(jnp.sin)(1.0)\nslope(slope(jnp.sin))(1.0)\njax.vmap(slope(jnp.sin))(jnp.arange(3.0))\nscaled(2.0)(3)\n"
        "jax.grad(lambda a: scaled(a)(3.0))(2.0)\njax.jit(lambda a, x: scaled(a)(x))(2.0, 3.0)\ncallable(scaled(1.0))",
    )


def test_trees(agree: Agree) -> None:
    agree(
        TREE + "\ndef step(p): return jax.tree.map(lambda a: [a, (a * 2, None)], p)",
        "f({'w': 2.0, 'b': 1.0}, jnp.arange(3.0))\nstep({'a': jnp.ones(2), 'b': (1.0, 2)})\n"
        "jax.jit(step)({'a': jnp.ones(2)})\njax.vmap(step)({'a': jnp.ones((2, 3))})\n"
        "jax.tree.structure(step({'a': 1.0}))\nf({'w': 2.0}, jnp.arange(3.0))",
    )


def test_typed_keys(agree: Agree) -> None:
    agree(
        "def two(key):\n    a, b = jax.random.split(key)\n    return a, jax.random.normal(b, (2,))",
        "k = jax.random.key(0)\ntwo(k)\njax.jit(two)(k)\njax.vmap(two)(jax.random.split(k, 3))\n"
        "lax.scan(lambda k, _: two(k), k, None, length=3)\ntwo(jax.random.PRNGKey(0))\ntwo(0)",
    )


def test_keyword_arguments(agree: Agree) -> None:
    agree(
        "def f(x, n=3, *, scale=1.0): return x * n * scale",
        "f(2.0)\nf(2.0, n=4)\nf(x=2.0, scale=2.0)\njax.jit(f)(2.0, scale=3.0)\njax.grad(f)(2.0, scale=2.0)\n"
        "jax.jit(f, static_argnames='n')(2.0, n=5)\njax.vmap(f)(jnp.arange(3.0), scale=jnp.arange(3.0))\nf()\nf(1.0, bad=2)",
    )


def test_student_functions_under_jit(agree: Agree) -> None:
    agree(
        "@partial(jax.jit, static_argnums=1)\ndef power(x, n):\n    y = 1.0\n    for _ in range(n): y = y * x\n    return y",
        "power(2.0, 3)\njax.grad(power)(2.0, 3)\njax.vmap(lambda x: power(x, 2))(jnp.arange(3.0))\n"
        "jax.jit(power, static_argnums=1)(2.0, 3)\npower._cache_size()\npower(2.0, jnp.int32(3))",
    )


def test_custom_vjp(agree: Agree) -> None:
    agree(
        "@jax.custom_vjp\ndef f(x): return x ** 2\nf.defvjp(lambda x: (x ** 2, x), lambda x, g: (3.0 * x * g,))",
        "f(3.0)\njax.grad(f)(3.0)\njax.jit(jax.grad(f))(3.0)\njax.vmap(jax.grad(f))(jnp.arange(3.0))\n"
        "jax.jacrev(f)(3.0)\njax.jvp(f, (3.0,), (1.0,))\njax.grad(jax.grad(f))(3.0)",
    )


def test_custom_jvp(agree: Agree) -> None:
    agree(
        "@jax.custom_jvp\ndef f(x): return x ** 2\nf.defjvps(lambda t, ans, x: 3.0 * x * t)",
        "f(3.0)\njax.grad(f)(3.0)\njax.jvp(f, (jnp.float32(3),), (jnp.float32(1),))\n"
        "jax.hessian(f)(3.0)\njax.vmap(jax.grad(f))(jnp.arange(3.0))",
    )


def test_partial(agree: Agree) -> None:
    agree(
        "def f(a, x, b=1.0): return a * x + b\ng = functools.partial(f, 2.0, b=3.0)",
        "g(1.0)\njax.jit(g)(1.0)\njax.grad(g)(1.0)\nfunctools.partial(f, 2.0)(1.0)\n"
        "jax.vmap(functools.partial(f, 2.0, b=jnp.float32(1)))(jnp.arange(3.0))\njax.hessian(jax.tree_util.Partial(f, 2.0))(1.0)",
    )
