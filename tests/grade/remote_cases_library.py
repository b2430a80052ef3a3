"""Library functions through an exported program; stacks of transformations; solvers. See `remote_cases`."""

from remote_cases import Case

CASES = (
    Case(
        "linalg",
        """
def s(A, b): return jnp.linalg.solve(A, b)
def ch(A): return jnp.linalg.cholesky(A)
def eg(A): return jnp.linalg.eigh(A)[0]
def iv(A): return jnp.linalg.inv(A)
def sv(A): return jnp.linalg.svd(A, compute_uv=False)
def qr(A): return jnp.abs(jnp.linalg.qr(A)[1])
def dt(A): return jnp.linalg.det(A)
def ls(A): return jnp.linalg.lstsq(A, jnp.ones(3))[0]
def ev(A): return jnp.sort(jnp.linalg.eigvals(A).real)
def ex(A): return jax.scipy.linalg.expm(A)
""",
        """
A = jnp.eye(3) * 2 + 0.1
jax.jit(s)(A, jnp.ones(3))
jax.grad(lambda A: s(A, jnp.ones(3)).sum())(A)
(*[T(lambda f=f: jax.jit(f)(A)) for f in (ch, eg, iv, sv, qr, dt, ls, ev, ex)],)
(*[T(lambda f=f: jax.jit(jax.grad(lambda A: f(A).sum()))(A)) for f in (ch, eg, iv, sv, dt)],)
(*[T(lambda f=f: jax.jit(jax.vmap(f))(jnp.stack([A, A]))) for f in (ch, iv, dt)],)
""",
    ),
    Case(
        "lib_misc",
        """
import jax.scipy as jsp
import jax.scipy.optimize, jax.experimental.ode
def a(x):
    return (
        jnp.sort(x),
        jnp.argsort(x),
        jnp.cumsum(x),
        jnp.fft.fft(x),
        lax.top_k(x, 2),
        jnp.interp(0.5, x, x),
        jnp.searchsorted(x, 1.0),
        jnp.median(x),
        jnp.convolve(x, x),
    )
def b(x):
    return (
        jsp.special.ndtr(x),
        jsp.stats.norm.logpdf(x),
        jax.nn.softmax(x),
        jax.nn.one_hot(jnp.arange(3), 3),
        jsp.special.gammaln(x + 1),
        lax.associative_scan(jnp.add, x),
        jax.ops.segment_sum(x, jnp.array([0, 1, 0]), 2),
        jnp.einsum("i,j->ij", x, x),
        x.at[1].set(5.0),
        x.at[10].get(mode="fill", fill_value=jnp.nan),
        jnp.nonzero(x, size=2),
    )
def c(x): return jsp.sparse.linalg.cg(lambda v: 2 * v, x)[0]
def m(x): return lax.map(lambda v: v**2, x, batch_size=2)
def o(x): return jsp.optimize.minimize(lambda v: jnp.sum((v - 1) ** 2), x, method="BFGS").x
def od(y): return jax.experimental.ode.odeint(lambda y, t: -y, y, jnp.linspace(0.0, 1.0, 3))
""",
        """
x = jnp.array([0.0, 1.0, 2.0])
jax.jit(a)(x)
jax.jit(b)(x)
jax.jit(c)(x)
jax.grad(lambda x: c(x).sum())(x)
jax.jit(m)(x)
jax.vmap(m)(jnp.ones((2, 3)))
jax.jit(o)(x)
o(x)
jax.jit(jax.grad(lambda x: sum((t.sum() for t in b(x)[:3]))))(x)
jax.jit(jax.vmap(b))(jnp.ones((2, 3)))
""",
    ),
    Case(
        "judge_transforms_stack",
        """
def loss(p, x, y): return jnp.mean((x @ p["w"] + p["b"] - y) ** 2)
""",
        """
p = {"w": jnp.ones(2), "b": 0.0}
x = jnp.arange(6.0).reshape(3, 2)
y = jnp.ones(3)
step = lambda p, _: (jax.tree.map(lambda a, g: a - 0.01 * g, p, jax.grad(loss)(p, x, y)), loss(p, x, y))
jax.jit(lambda p: lax.scan(step, p, None, length=5))(p)
jax.vmap(jax.grad(loss), in_axes=(None, 0, 0))(p, x[:, None, :], y[:, None])
jax.jit(jax.hessian(loss))(p, x, y)
jax.value_and_grad(loss, argnums=(0, 1))(p, x, y)
jax.jvp(jax.grad(lambda p: loss(p, x, y)), (p,), (p,))[1]
jax.checkpoint(loss)(p, x, y)
jax.grad(jax.checkpoint(loss))(p, x, y)
jax.jit(jax.grad(lambda p: lax.scan(step, p, None, length=3)[1].sum()))(p)
""",
    ),
    Case(
        "judge_cond_while_over_student",
        """
def f(x): return x * 2.0
def pos(x): return x < 10.0
""",
        """
lax.while_loop(pos, f, 1.0)
jax.jit(lambda x: lax.while_loop(pos, f, x))(1.0)
lax.cond(True, f, lambda x: x, 3.0)
lax.fori_loop(0, 3, lambda i, x: f(x), 1.0)
lax.map(f, jnp.arange(3.0))
jax.grad(lambda x: lax.cond(x > 0, f, lambda x: x, x))(1.0)
lax.switch(1, [f, f], 1.0)
jnp.vectorize(f)(jnp.ones(2))
jax.tree.map(f, {"a": 1.0})
jnp.apply_along_axis(f, 0, jnp.ones(2))
jnp.piecewise(jnp.arange(3.0), [jnp.arange(3.0) > 1], [f, 0.0])
""",
    ),
    Case(
        "solvers_over_student",
        """
def loss(w): return jnp.sum((w - jnp.arange(3.0)) ** 2) + 0.1 * jnp.sum(w**4)
def vf(y, t): return -y
def op(a, b): return a * b + 1.0
def add(a, b): return a + b
def mv(v): return 2 * v + v.sum()
def F(x): return x**2 - 2.0
""",
        """
import jax.scipy.optimize, jax.experimental.ode
from jax.experimental.ode import odeint
jax.scipy.optimize.minimize(loss, jnp.zeros(3), method="BFGS").x
odeint(vf, jnp.ones(2), jnp.linspace(0.0, 1.0, 3))
jax.grad(lambda y: odeint(vf, y, jnp.linspace(0.0, 1.0, 3))[-1].sum())(jnp.ones(2))
lax.associative_scan(add, jnp.arange(4.0))
lax.reduce(jnp.arange(4.0), jnp.float32(0.0), add, (0,))
jax.scipy.sparse.linalg.cg(mv, jnp.ones(3))[0]
jax.grad(lambda b: jax.scipy.sparse.linalg.cg(mv, b)[0].sum())(jnp.ones(3))
lax.custom_root(
    F,
    1.0,
    lambda f, x0: lax.fori_loop(0, 20, lambda i, x: x - f(x) / (2 * x), x0),
    lambda g, y: y / g(1.0),
)
jax.grad(
    lambda a: lax.custom_root(
        lambda x: F(x) * a - a,
        1.0,
        lambda f, x0: lax.fori_loop(0, 20, lambda i, x: x - f(x) / (2 * x), x0),
        lambda g, y: y / g(1.0),
    )
)(1.0)
lax.map(F, jnp.arange(4.0), batch_size=2)
jax.closure_convert(F, 1.0)[0](3.0)
""",
    ),
)
