"""What the nursery does once so that no submission has to: modules, a figure, tracing and lowering of common programs.

Each of these costs a fresh process between 20 and 130 ms of CPU. Nothing here starts a backend or a thread, and nothing
comes from a course: what is warm lies in every student's memory.
"""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from gradlab.grade import jax_internals, jax_modules, student_shell
from gradlab.grade.student_shell import Shell

_MODULES = str.split(
    "IPython.core.logger IPython.core.magic_arguments IPython.core.magics.pylab IPython.core.completer asttokens "
    "stack_data executing pure_eval jaxlib.mlir._mlir_libs._mlirHlo jaxlib.mlir.dialects.mhlo "
    "jaxlib.mlir.dialects.builtin jaxlib.mlir.dialects.chlo PIL.PngImagePlugin zlib jax.export jax.nn "
    "jax.scipy.special jax.scipy.stats jax.scipy.linalg jax.flatten_util jax.test_util jax.tree_util "
    "jax.experimental.checkify jax.experimental.ode mpl_toolkits.mplot3d jaxtyping pytest gradlab.check"
)

_CELLS = (
    "%matplotlib inline",
    "import numpy as np, matplotlib.pyplot as plt\ndef f(x):\n    return x + 1\nprint(f(1)); np.arange(f(2))",
    "def g():\n    return 1 / 0\ng()",
    "x =",
    "plt.figure(); plt.plot(np.arange(10.0), label='a'); plt.title('AR(1) $x^2$'); plt.xlabel('0123456789'); plt.legend()",
    "fig, ax = plt.subplots(1, 2); ax[0].scatter([1, 2], [3, 4]); ax[1].hist([1, 2, 2, 3])",
)

Program = tuple[Callable[..., Any], tuple[Any, ...]]


def warm(shell: Shell) -> None:
    """Bring a fresh process to the state in which a submission finds it.

    Args:
        shell: the process's shell; its namespace is empty afterwards.
    """
    for name in _MODULES:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    jax_modules.ignore_plugins()
    for types, functions in _by_types():
        try:
            _lower(_together(functions), types)
        except Exception:  # one of them is a program that this version of jax does not know
            for function in functions:
                with contextlib.suppress(Exception):
                    _lower(function, types)
    student_shell.plain_figures()
    notebook = student_shell.Notebook(shell)
    for source in _CELLS:
        notebook.run("warm", source)
    student_shell.forget(shell)


def _by_types() -> Iterable[tuple[tuple[Any, ...], list[Callable[..., Any]]]]:
    """Return the programs by the types of their arguments: a module costs more than what is in it."""
    groups: dict[str, tuple[tuple[Any, ...], list[Callable[..., Any]]]] = {}
    for function, types in programs():
        groups.setdefault(repr(types), (types, []))[1].append(function)
    return groups.values()


def _together(functions: list[Callable[..., Any]]) -> Callable[..., Any]:
    return lambda *arguments: [function(*arguments) for function in functions]


def _lower(function: Callable[..., Any], types: tuple[Any, ...]) -> None:
    jax_modules.lower(jax.jit(function, keep_unused=True).trace(*types).jaxpr, "cpu")


def _float(*shape: int) -> Any:
    return jax.ShapeDtypeStruct(shape, "float32")  # type: ignore[no-untyped-call]


def _int(*shape: int) -> Any:
    return jax.ShapeDtypeStruct(shape, "int32")  # type: ignore[no-untyped-call]


def _key(*shape: int) -> Any:
    return jax.ShapeDtypeStruct(shape, jax_internals.key_dtype("threefry2x32"))  # type: ignore[no-untyped-call]


def programs() -> Iterator[Program]:
    """Yield small programs over the library functions that most notebooks use, with the types of their arguments."""
    yield from _elementwise()
    yield from _arrays()
    yield from _control_flow()
    yield from _random()
    yield from _derivatives()


def _elementwise() -> Iterator[Program]:
    unary = str.split(
        "sin cos tan tanh exp log log1p expm1 sqrt abs sign floor ceil square negative sum mean max min prod std var "
        "argmax argmin all any isfinite ravel zeros_like ones_like reciprocal"
    )
    for name in unary:
        for shape in ((3,), (3, 3), ()):
            yield getattr(jnp, name), (_float(*shape),)
    for name in str.split("cumsum cumprod sort argsort diff flip"):
        yield getattr(jnp, name), (_float(3),)
    for name in str.split(
        "add subtract multiply divide power maximum minimum equal less greater arctan2 mod"
    ):
        binary = getattr(jnp, name)
        yield binary, (_float(3), _float(3))
        yield binary, (_float(), _float())
        yield lambda a, f=binary: f(a, 2.0), (_float(3),)
        yield lambda a, f=binary: f(2, a), (_int(),)
    yield (
        lambda a: (a + 1, 1 - a, a * 2.0, 2 / a, a**2, a**0.5, -a, a > 0, a == 1, abs(a), a % 2, a // 2),
        (_float(),),
    )
    yield lambda a: (a + 1, a * 2, a - 1, a // 2, a % 2, a > 0, -a), (_int(),)


def _arrays() -> Iterator[Program]:
    square, vector = _float(3, 3), _float(3)
    yield lambda a, b: a @ b, (square, vector)
    yield jnp.dot, (vector, vector)
    yield lambda a, b: jnp.einsum("ij,jk->ik", a, b), (square, square)
    yield jnp.outer, (vector, vector)
    yield lambda a, b: (jnp.stack([a, b]), jnp.concatenate([a, b])), (vector, vector)
    yield lambda a: (a[0], a[-1], a[1:], a[::2], a[:, None], a.reshape(-1), a.astype(int)), (_float(5),)
    yield lambda a, i: a[i], (_float(5), _int())
    yield lambda a, i: a[i], (_float(5), _int(3))
    yield lambda a, i: (a.at[i].set(1.0), a.at[i].add(1.0), a.at[1:3].multiply(2.0)), (_float(5), _int())
    yield (
        lambda: (jnp.arange(5), jnp.arange(5.0), jnp.linspace(0, 1, 7), jnp.eye(3), jnp.array([1.0, 2.0])),
        (),
    )
    yield lambda: (jnp.zeros(3), jnp.ones((2, 2)), jnp.full((2,), 3.0), jnp.array(1.0)), ()
    yield (
        lambda a: (jnp.clip(a, 0, 1), jnp.linalg.norm(a), jnp.where(a > 0, a, 0.0), jnp.allclose(a, a)),
        (vector,),
    )
    yield lambda a, b: (jnp.linalg.solve(a, b), jnp.linalg.inv(a), jnp.linalg.cholesky(a)), (square, vector)
    yield lambda a: (jax.nn.relu(a), jax.nn.softmax(a), jax.nn.sigmoid(a), jax.nn.one_hot(1, 3)), (vector,)
    yield lambda a: jax.scipy.stats.norm.logpdf(a), (vector,)


def _control_flow() -> Iterator[Program]:
    yield lambda x, n: lax.fori_loop(0, n, lambda i, v: v * x, 1.0), (_float(), _int())
    yield lambda x: lax.fori_loop(0, 5, lambda i, v: v * x + i, 1.0), (_float(),)
    yield lambda x: lax.scan(lambda c, i: (c * x, c + i), 1.0, jnp.arange(5)), (_float(),)
    yield lambda x: lax.scan(lambda c, i: (c * x, c), x, None, length=3), (_float(),)
    yield (
        lambda x: lax.while_loop(lambda s: s[1] > 1e-6, lambda s: (s[0] / 2, s[0] - x), (x, jnp.inf)),
        (_float(),),
    )
    yield lambda x: lax.cond(x > 0, lambda x: x, lambda x: -x, x), (_float(),)
    yield lambda x, i: lax.switch(i, [lambda x: x, lambda x: -x], x), (_float(), _int())
    yield lambda x: lax.map(jnp.sin, x), (_float(3),)
    yield lambda x: lax.associative_scan(jnp.add, x), (_float(4),)


def _random() -> Iterator[Program]:
    yield lambda: (jax.random.key(0), jax.random.PRNGKey(0)), ()
    yield lambda k: [jax.random.split(k), jax.random.split(k, 3), jax.random.fold_in(k, 1)], (_key(),)
    for draw in (jax.random.normal, jax.random.uniform):
        yield lambda k, f=draw: (f(k), f(k, (3,))), (_key(),)
    yield lambda k: (jax.random.bernoulli(k, 0.5, (3,)), jax.random.randint(k, (3,), 0, 10)), (_key(),)
    yield lambda k: (jax.random.permutation(k, 4), jax.random.choice(k, jnp.arange(4.0))), (_key(),)
    yield lambda k: jax.vmap(jax.random.normal)(jax.random.split(k, 5)), (_key(),)


def _derivatives() -> Iterator[Program]:
    def loss(p: Any, x: Any, y: Any) -> Any:
        return jnp.mean((p["w"] * x + p["b"] - y) ** 2)

    def descent(p: Any, x: Any, y: Any) -> Any:
        return jax.tree.map(lambda a, b: a - 0.1 * b, p, jax.grad(loss)(p, x, y)), loss(p, x, y)

    data = ({"w": _float(), "b": _float()}, _float(5), _float(5))
    vector = (_float(3),)
    yield jax.grad(loss), data
    yield jax.value_and_grad(loss), data
    yield lambda p, x, y: lax.scan(lambda p, _: descent(p, x, y), p, None, length=3), data
    yield jax.jacfwd(lambda x: jnp.sin(x) ** 2), vector
    yield jax.jacrev(lambda x: jnp.sin(x) ** 2), vector
    yield jax.hessian(lambda x: jnp.sum(x**3)), vector
    yield lambda x: jax.jvp(jnp.sin, (x,), (x,)), vector
    yield lambda x: jax.vjp(jnp.sin, x)[1](x), vector
    yield lambda x: jax.linearize(jnp.sin, x)[1](x), vector
    yield (
        lambda x: (jax.jit(lambda y: y * 2 + 1)(x), jax.checkpoint(jnp.sin)(x), lax.stop_gradient(x)),
        vector,
    )
    yield lambda x: jax.vmap(lambda a: jnp.where(a > 0, jnp.sin(a), a))(x), vector
    yield lambda x: jax.vmap(jax.vmap(lambda a: a * a))(x), (_float(3, 3),)
    yield lambda x: jax.vmap(jax.grad(lambda a: lax.fori_loop(0, 3, lambda i, v: v * a, 1.0)))(x), vector
