"""The hints on JAX's own errors: each is reached by the mistake it is meant for, on the JAX that is installed."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax
from jax.experimental import checkify

from gradlab.check import _advice

V = jnp.arange(3.0)
KEY = jax.random.key(0)
kept: list = []


def set_item(x):
    x[0] = 1.0


def leak():
    jax.jit(lambda x: kept.append(x) or x)(1.0)
    return kept[0] + 1


def donated():
    x = jnp.ones(3)
    jax.jit(lambda x: x * 2, donate_argnums=0)(x)
    return x + 1


def reuse():
    with jax.debug_key_reuse(True):
        return jax.random.normal(KEY) + jax.random.uniform(KEY)


def custom(fwd, bwd):
    f = jax.custom_vjp(lambda x: x * 2)
    f.defvjp(fwd, bwd)
    return f


def unchecked(x):
    checkify.check(x > 0, "negative")
    return x


def unpacked(pair):
    a, b = pair
    return a + b


MISTAKES = {
    "jnp.where or lax.cond": [
        lambda: jax.jit(lambda x: x if x > 0 else -x)(1.0),
        lambda: jax.vmap(lambda x: x if x > 0 else -x)(V),
        lambda: lax.while_loop(lambda c: (c < 3) and (c > 0), lambda c: c * 2, 1.0),
    ],
    "three-argument jnp.where": [
        lambda: jax.jit(lambda x: x[x > 0])(V),
        lambda: jax.jit(lambda x: jnp.where(x > 0))(V),
        lambda: jax.jit(jnp.unique)(V),
    ],
    "lax.fori_loop or lax.scan": [
        lambda: jax.jit(lambda n: list(range(n)))(3),
        lambda: lax.fori_loop(0, 3, lambda i, c: c + [1, 2, 3][i], 0),
    ],
    "jnp in place of np": [
        lambda: jax.grad(lambda x: np.sin(x))(3.0),
        lambda: jax.jit(lambda x: np.array([x, x]))(1.0),
        lambda: lax.fori_loop(0, 3, lambda i, c: c + np.ones(3)[i], 0.0),
    ],
    "return it instead of storing it": [leak],
    "one key, one draw": [reuse],
    "size has to be known": [
        lambda: jax.jit(jnp.zeros)(3),
        lambda: jax.jit(jnp.arange)(3),
    ],
    "float(), int() and .item()": [
        lambda: jax.jit(lambda x: float(x))(1.0),
        lambda: jax.jit(lambda x: x.item())(1.0),
        lambda: jax.grad(lambda x: float(x) ** 2)(3.0),
    ],
    "lax.dynamic_slice_in_dim": [
        lambda: jax.jit(lambda n: V[:n])(3),
        lambda: lax.fori_loop(0, 3, lambda i, c: c + V[i : i + 2].sum(), 0.0),
    ],
    "x.at[i].set(v)": [lambda: set_item(V)],
    "jnp.array first": [lambda: jnp.sum([1, 2, 3])],
    "`device` is a property": [lambda: V.device()],
    "given away": [donated],
    "shapes do not fit": [lambda: jnp.ones(3) + jnp.ones(4), lambda: jnp.ones((3, 2)) @ jnp.ones(3)],
    "gradients need floats": [
        lambda: jax.grad(lambda x: x**2)(3),
        lambda: jax.grad(lambda p: p["w"])({"w": 2.0, "n": 3}),
    ],
    "pass the function, not its result": [lambda: jax.grad(9.0)(3.0)],
    "has_aux=True": [lambda: jax.grad(lambda x: (x**2, x))(3.0)],
    "grad wants one number out": [
        lambda: jax.grad(lambda x: x**2)(V),
        lambda: jax.grad(jax.vmap(lambda x: x**2))(V),
        lambda: jax.grad(lambda x: jnp.dot(x, x)[None])(V),
    ],
    "several argnums": [lambda: jax.grad(lambda x, y: x * y, (0, 1))(3.0, 2.0) * 0.1],
    "argnums counts positional": [lambda: jax.grad(lambda x, y: x * y)(x=3.0, y=2.0)],
    "jax.jvp(f, (x,), (v,))": [lambda: jax.jvp(jnp.sin, V, V)],
    "tangent looks like its primal": [lambda: jax.jvp(jnp.sin, (V,), (jnp.arange(3),))],
    "cotangent looks like the output": [
        lambda: jax.vjp(jnp.sin, V)[1](jnp.ones(2)),
        lambda: jax.vjp(jnp.sin, V)[1](1),
    ],
    "loop of unknown length": [
        lambda: jax.grad(lambda x: lax.while_loop(lambda c: c < 3, lambda c: c * 2, x))(1.0),
        lambda: jax.jit(jax.grad(lambda x, n: lax.fori_loop(0, n, lambda i, c: c * 2, x)))(1.0, 3),
    ],
    "no forward mode": [lambda: jax.jvp(custom(lambda x: (x, None), lambda r, c: (c,)), (1.0,), (1.0,))],
    "(output, residuals)": [lambda: jax.grad(custom(lambda x: x, lambda r, c: (c,)))(1.0)],
    "one cotangent for each": [lambda: jax.grad(custom(lambda x: (x, None), lambda r, c: c))(1.0)],
    "the shape of its argument": [
        lambda: jax.grad(custom(lambda x: (x, None), lambda r, c: (jnp.ones(2),)))(1.0)
    ],
    "in_axes is a tuple": [
        lambda: jax.vmap(lambda p: p["x"], in_axes={"x": 0})({"x": V}),
        lambda: jax.vmap(lambda a, b, c: a, in_axes=(0, None))(V, V, V),
    ],
    "in_axes mirrors": [lambda: jax.vmap(lambda p: p["x"], in_axes=({"x": 0},))({"x": V, "y": 2.0})],
    "no axis to map over": [
        lambda: jax.vmap(lambda a, b: a)(V, b=2.0),
        lambda: jax.vmap(lambda p: p["x"])({"x": V, "y": 2.0}),
    ],
    "mapped axes differ": [lambda: jax.vmap(lambda a, b: a * b)(V, jnp.ones(4))],
    "returns a pair": [lambda: lax.scan(lambda c, x: c + x, 0.0, V)],
    "carry keeps its structure": [
        lambda: lax.fori_loop(0, 3, lambda i, c: (c, c), 0.0),
        lambda: lax.scan(lambda c, x: ([c[0], c[1]], c), (0.0, 0.0), V),
    ],
    "carry keeps its dtype and shape": [
        lambda: lax.scan(lambda c, x: (c + x, c), jnp.int32(0), V),
        lambda: lax.fori_loop(0, 3, lambda i, c: c + 1.5, jnp.int32(0)),
        lambda: lax.while_loop(lambda c: c < 3, lambda c: c + 1.5, jnp.int32(0)),
        lambda: lax.scan(lambda c, x: (c + x, c), 0.0, jnp.ones((3, 1))),
    ],
    "first axis of arrays": [
        lambda: lax.scan(lambda c, x: (c, c), 0.0, 3),
        lambda: lax.scan(lambda c, x: (c, c), 0.0, [1.0, 2.0]),
    ],
    "condition returns one bool": [
        lambda: lax.while_loop(lambda c: c, lambda c: c * 2, 1),
        lambda: lax.while_loop(lambda c: c < 3, lambda c: c * 2, V),
    ],
    "both branches give": [lambda: lax.cond(True, lambda: 1.0, lambda: 1)],
    "two functions": [lambda: lax.cond(True, 1.0, 2.0)],
    "trees have no arithmetic": [lambda: {"a": 1} - {"a": 2}, lambda: 0.1 * {"a": 2}],
    "the function comes first": [lambda: jax.tree.map({"a": 1}, lambda x: x)],
    "JAX takes numbers": [
        lambda: jax.jit(lambda p: p["w"])({"w": 1.0, "n": "m"}),
        lambda: jax.grad(lambda p: p["w"])({"w": 1.0, "n": "m"}),
        lambda: jax.jit(lambda p: 1.0)(object()),
        lambda: lax.scan(lambda c, x: (c, c), 0.0, range(3)),
    ],
    "the trees differ": [lambda: jax.tree.map(lambda a, b: a, {"a": 1}, {"b": 1})],
    "hashable": [lambda: jax.jit(lambda x, n: x, static_argnums=1)(1.0, [1])],
    "one key at a time": [lambda: jax.random.normal(jax.random.split(KEY), (2,))],
    "the order is (key, shape)": [
        lambda: jax.random.normal(0, (3,)),
        lambda: jax.random.normal((3,), KEY),
    ],
    "keys have no arithmetic": [lambda: KEY + 1],
    "checkify.checkify(f)": [lambda: jax.jit(unchecked)(1.0)],
    "jax.tree.map, jax.tree.leaves": [lambda: jax.tree_map(lambda x: x, 1)],
    "run the cells above": [lambda: undefined_name],
    "is a `return` missing": [
        lambda: None.shape,
        lambda: None * 2.0,
        lambda: (lambda nothing: nothing())(None),
        lambda: iter(None),
    ],
    "look at its shape": [lambda: bool(jnp.ones(3) == 1.0), lambda: bool(np.ones(3) == 1.0)],
    "keep the signature": [
        lambda: donated(1.0),
        lambda: (lambda x: x)(),
        lambda: (lambda x: x)(1.0, y=2.0),
        lambda: lax.while_loop(lambda c: c[0] < 3, lambda a, b: (a, b), (0, 0)),
    ],
    "cannot be unpacked": [lambda: list(jnp.float32(1.0)), lambda: unpacked(3.0)],
}


@pytest.mark.parametrize(
    ("words", "mistake"),
    [(words, mistake) for words, mistakes in MISTAKES.items() for mistake in mistakes],
)
@pytest.mark.filterwarnings("ignore")
def test_mistake_meets_its_hint(words, mistake):
    with pytest.raises(Exception) as caught:  # noqa: PT011
        mistake()
    assert words in _advice.hint(caught.value), caught.value


def test_every_hint_is_reached():
    reached = {advice.hint for advice in _advice.TABLE if any(words in advice.hint for words in MISTAKES)}
    assert reached == {advice.hint for advice in _advice.TABLE}


def test_unknown_errors_get_no_hint():
    assert _advice.hint(ValueError("anything else")) == ""
    assert _advice.hint(KeyError("x")) == ""
