"""Random stacks of transformations over a student's functions do what they do over the real ones."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax
from remote_cases_nursery import Nursery

from gradlab.grade.remote import Namespace

SOURCE = """
import jax, jax.numpy as jnp
from jax import lax
def polynomial(x): return jnp.sin(x) * x
def total(x): return jnp.sum(x ** 3)
def scanned(x): return lax.scan(lambda c, v: (c * v + 1.0, c), 1.0, x.ravel())[1]
def fixed(x): return lax.fori_loop(0, 3, lambda i, v: jnp.cos(v) * x, x)
def branched(x): return jnp.where(x > 0.5, x ** 2, jnp.exp(x))
@jax.custom_jvp
def softplus(x): return jnp.log1p(jnp.exp(x))
@softplus.defjvp
def _(p, t): return softplus(p[0]), jax.nn.sigmoid(p[0]) * t[0]
@jax.custom_vjp
def square(x): return x ** 2
square.defvjp(lambda x: (x ** 2, x), lambda x, t: (2 * x * t,))
@jax.jit
def jitted(x): return lax.cond(x.sum() > 0, lambda x: x * 2.0, lambda x: x / 3.0, x)
def looped(x): return lax.while_loop(lambda s: s[0] < 3, lambda s: (s[0] + 1, jnp.sin(s[1]) + x), (0, x))[1]
@jax.checkpoint
def remembered(x): return jnp.tanh(x) * jnp.max(x)
def pair(x): return jnp.argsort(x.ravel()) * x.sum(), x.astype(int)
def tree(x): return {'u': x.mean(), 'v': jax.random.normal(jax.random.key(1), x.shape) * x}
"""
NAMES = (
    "polynomial",
    "total",
    "scanned",
    "fixed",
    "branched",
    "softplus",
    "square",
    "jitted",
    "looped",
    "remembered",
    "pair",
    "tree",
)


def summed(y: Any) -> Any:
    """Add up the floating leaves of a tree."""
    leaves = [jnp.asarray(leaf) for leaf in jax.tree.leaves(y)]
    return sum(jnp.sum(leaf) for leaf in leaves if jnp.issubdtype(leaf.dtype, jnp.floating))


Transform = Callable[[Callable[..., Any]], Callable[..., Any]]
TRANSFORMS: dict[str, Transform] = {
    "jit": jax.jit,
    "vmap": jax.vmap,
    "vmap of columns": lambda g: jax.vmap(g, in_axes=-1, out_axes=-1),
    "grad": lambda g: jax.grad(lambda x: summed(g(x))),
    "value_and_grad": lambda g: jax.value_and_grad(lambda x: summed(g(x))),
    "jvp": lambda g: lambda x: jax.jvp(g, (x,), (x,))[1],
    "vjp": lambda g: lambda x: jax.vjp(lambda x: summed(g(x)), x)[1](jnp.ones(()))[0],
    "linearize": lambda g: lambda x: jax.linearize(g, x)[1](x),
    "jacfwd": lambda g: jax.jacfwd(lambda x: summed(g(x))),
    "jacrev": lambda g: jax.jacrev(lambda x: summed(g(x))),
    "hessian": lambda g: jax.hessian(lambda x: summed(g(x))),
    "checkpoint": jax.checkpoint,
    "scan": lambda g: lambda x: lax.scan(lambda c, _: (c / 2 + summed(g(c)) / 9, c.sum()), x, None, length=2),
    "cond": lambda g: lambda x: lax.cond(x.sum() > 0, g, g, x),
    "map": lambda g: lambda x: lax.map(g, x),
    "closure": lambda g: lambda x: jax.grad(lambda a: summed(g(x * a)))(1.5),
    "product": lambda g: lambda x: summed(g(x)) * x,
}


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The real functions and their stand-ins."""
    real: dict[str, Any] = {"__name__": "__main__"}
    exec(SOURCE, real)
    with Nursery() as nursery:
        student = nursery.student()
        assert student.run("task", SOURCE).error is None
        yield real, Namespace(student, {}, "")
        assert nursery.bury(student) == 0


def outcome(function: Callable[..., Any], stack: list[str], x: Any) -> Any:
    for name in stack:
        function = TRANSFORMS[name](function)
    try:
        return function(x)
    except Exception as error:
        return error


def agree(a: Any, b: Any) -> bool:
    if isinstance(a, Exception) or isinstance(b, Exception):
        return type(a).__name__ == type(b).__name__
    (leaves, structure), (others, other) = jax.tree.flatten(a), jax.tree.flatten(b)
    return bool(structure == other and all(map(_same_leaf, leaves, others)))


def _same_leaf(x: Any, y: Any) -> bool:
    if x.dtype != y.dtype or x.shape != y.shape or getattr(x, "weak_type", 0) != getattr(y, "weak_type", 0):
        return False
    if x.dtype == jax.dtypes.float0:
        return True
    return bool(np.allclose(np.asarray(x), np.asarray(y), rtol=2e-4, atol=1e-5, equal_nan=True))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(30))
def test_a_random_stack_agrees(both: tuple[dict[str, Any], dict[str, Any]], seed: int) -> None:
    rng = random.Random(seed)
    name = rng.choice(NAMES)
    stack = rng.choices(list(TRANSFORMS), k=rng.choice([1, 2, 2, 3, 3]))
    x = jnp.linspace(0.1, 1.3, 4).reshape(rng.choice([(4,), (2, 2), (2, 2)]))
    real, remote = both
    here, there = outcome(real[name], stack, x), outcome(remote[name], stack, x)
    assert agree(here, there), f"{' of '.join(reversed(stack))} of {name}: {here} here, {there} there"
