"""Loops, branches and weak types. See `remote_cases`."""

from remote_cases import Case

LOOPS = """
def fori(x, n): return lax.fori_loop(0, n, lambda i, v: x * v, 1.0)
def sc(x, n): return lax.scan(lambda v, i: (x * v, x * v), 1.0, jnp.arange(n))
def newton(a):
    return lax.while_loop(
        lambda s: s[1] > 1e-06,
        lambda s: (0.5 * (s[0] + a / s[0]), jnp.abs(0.5 * (s[0] + a / s[0]) - s[0]) / s[0]),
        (jnp.maximum(a, 1.0), jnp.inf),
    )[0]
"""

CASES = (
    Case(
        "loops_values",
        LOOPS,
        """
fori(2.0, 3)
jax.jit(fori)(2.0, 3)
jax.jit(fori)(2, 3)
jax.jit(fori, static_argnums=1)(2.0, 3)
sc(2.0, 3)
jax.jit(sc, static_argnums=1)(2.0, 3)
jax.jit(sc)(2.0, 3)
jax.vmap(newton)(jnp.arange(1.0, 4.0))
jax.jit(newton)(2.0)
jax.vmap(fori, in_axes=(None, 0))(2.0, jnp.arange(4))
jax.vmap(fori, in_axes=(0, None))(jnp.arange(3.0), 2)
""",
    ),
    Case(
        "loops_grads",
        LOOPS,
        """
jax.grad(fori)(2.0, 3)
jax.jit(jax.grad(fori))(2.0, 3)
jax.jit(jax.grad(fori), static_argnums=1)(2.0, 3)
jax.grad(newton)(2.0)
jax.jit(jax.grad(newton))(2.0)
jax.jacfwd(newton)(2.0)
jax.jit(jax.jacfwd(newton))(2.0)
jax.jvp(newton, (2.0,), (1.0,))
jax.vmap(jax.grad(newton))(jnp.ones(2))
jax.vmap(jax.jacfwd(newton))(jnp.arange(1.0, 3.0))
jax.linearize(newton, 2.0)[1](1.0)
jax.vjp(newton, 2.0)
jax.grad(lambda x: sc(x, 3)[0])(2.0)
jax.jacrev(lambda x: sc(x, 3)[1])(2.0)
jax.grad(lambda n: fori(2.0, n))(3)
jax.grad(fori, argnums=1)(2.0, 3.0)
""",
    ),
    Case(
        "weak_scan_carry",
        """
def f(c): return lax.scan(lambda c, _: (c + 1.5, c), c, None, length=3)
def g(c): return lax.scan(lambda c, x: (c * x, c), c, jnp.arange(3, dtype="float16"))
def h(c): return lax.while_loop(lambda c: c < 10, lambda c: c * 2.5, c)
def k(c): return lax.fori_loop(0, 3, lambda i, v: v * 1.5, c)
""",
        """
jax.jit(f)(0)
jax.jit(f)(jnp.int32(0))
jax.jit(f)(0.0)
jax.jit(g)(1.0)
jax.jit(g)(jnp.float32(1.0))
jax.jit(h)(1)
jax.jit(h)(jnp.int32(1))
jax.jit(k)(1)
jax.jit(k)(jnp.int32(1))
f(0)
f(jnp.int32(0))
jax.vmap(f, axis_size=2, in_axes=None)(0)
jax.vmap(f)(jnp.arange(3))
jax.grad(lambda c: f(c)[0])(1.0)
""",
    ),
    Case(
        "weak_promotion",
        """
def f(x): return x * jnp.ones(2, "float16")
def g(x): return x * jnp.arange(2, dtype="int8")
def h(x): return x + 1
def k(x): return jnp.asarray(x)
def b(x): return x * jnp.ones(2, "bfloat16")
def wt(x): return x.weak_type
def typ(x): return jax.dtypes.result_type(x).name if False else str(jax.typeof(x))
""",
        """
jax.jit(f)(2.0)
jax.jit(g)(2)
jax.jit(g)(2.0)
jax.jit(h)(2)
jax.jit(h)(2.0)
jax.jit(h)(jnp.float32(2))
jax.jit(k)(2.0)
jax.jit(b)(2.0)
jax.grad(lambda x: f(x).sum())(2.0)
jax.jit(lambda x: f(x * 2))(1.0)
jax.jit(lambda x: h(h(x)))(1)
f(2.0)
h(2)
h(2.0)
k(2.0)
jax.vmap(f, in_axes=None, axis_size=2)(2.0)
jax.jit(lambda x: jnp.zeros(1 if wt(x) else 2))(1.0).shape
""",
    ),
    Case(
        "weak_out",
        """
def f(x): return x * 2.0
def g(x): return 1.0
def c(): return jnp.asarray(1.0)
""",
        """
f(1.0)
f(jnp.float32(1.0))
f(jnp.asarray(1.0))
jax.jit(f)(1.0)
jax.jit(g)(1.0)
jax.jit(lambda x: f(x) * jnp.ones(2, "float16"))(1.0)
c()
c() * jnp.ones(1, "float16")
jax.jit(lambda x: c() * jnp.ones(1, "bfloat16"))(1.0)
jax.grad(f)(1.0)
jax.jvp(f, (1.0,), (1.0,))
jax.eval_shape(f, 1.0)
jax.eval_shape(f, jnp.float32(1))
jax.vmap(f)(jnp.arange(3.0))
""",
    ),
    Case(
        "weak_judge_scan_over_student",
        """
def step(c, x): return (c * 1.5, c)
def istep(c, x): return (c + 1, c)
def bad(c, x): return (c * x, c)
""",
        """
lax.scan(step, 1.0, None, length=3)
lax.scan(step, 1, None, length=3)
lax.scan(step, jnp.int32(1), None, length=3)
lax.scan(istep, 0, jnp.arange(3))
lax.scan(bad, 1.0, jnp.ones(3, "float16"))
lax.scan(bad, 1, jnp.ones(3))
lax.scan(bad, jnp.int32(1), jnp.ones(3))
lax.fori_loop(0, 3, lambda i, v: step(v, i)[0], 1.0)
lax.while_loop(lambda v: v < 5, lambda v: step(v, 0)[0], 1)
""",
    ),
    Case(
        "scan_mismatch_errors",
        """
def a(x): return lax.scan(lambda c, _: ((c, c), c), x, None, length=2)
def b(x): return lax.scan(lambda c, _: (c[None], c), x, None, length=2)
def c(x): return lax.scan(lambda c, _: c, x, None, length=2)
def d(x): return lax.scan(lambda c, _: [c, c], x, None, length=2)
def e(x): return lax.scan(lambda c, y: (c, y), x, (jnp.ones(2), jnp.ones(3)))
def f(x): return lax.fori_loop(0, 3, lambda v, i: v * 1.0, x)
def g(x): return lax.cond(x > 0, lambda: 1, lambda: 2.0)
def h(x): return lax.while_loop(lambda c: c, lambda c: c, x)
""",
        """
(*[T(lambda f=f: f(jnp.float32(1))) for f in (a, b, c, d, e, f, g, h)],)
(*[T(lambda f=f: jax.jit(f)(jnp.float32(1))) for f in (a, b, c, d, e, f, g, h)],)
""",
    ),
    Case(
        "cond_switch",
        """
def f(x): return lax.cond(x > 0, lambda x: x**2, lambda x: -x, x)
def g(i, x): return lax.switch(i, [jnp.sin, jnp.cos, lambda x: x], x)
def w(x): return jnp.where(x > 0, jnp.sqrt(x), 0.0)
def wk(x): return lax.cond(x > 0, lambda: x, lambda: 1.0)
""",
        """
f(2.0)
jax.jit(f)(2.0)
jax.grad(f)(2.0)
jax.vmap(f)(jnp.array([-1.0, 2.0]))
jax.vmap(jax.grad(f))(jnp.array([-1.0, 2.0]))
jax.jit(g)(1, 0.5)
jax.vmap(g, in_axes=(0, None))(jnp.arange(3), 0.5)
jax.grad(g, argnums=1)(0, 0.5)
jax.grad(w)(0.0)
jax.jit(jax.grad(w))(-1.0)
jax.jit(wk)(2.0)
jax.jit(wk)(jnp.float32(2.0))
jax.hessian(f)(2.0)
""",
    ),
    Case(
        "vmap_in_scan_in_jit",
        """
def step(p, x): return p * x + 1.0
""",
        """
def g(p, xs): return lax.scan(lambda c, x: (jax.vmap(step)(c, x), c.sum()), p, xs)
jax.jit(g)(jnp.ones(3), jnp.ones((4, 3)))
jax.grad(lambda p: g(p, jnp.ones((4, 3)))[1].sum())(jnp.ones(3))
jax.jit(jax.vmap(g, in_axes=(0, None)))(jnp.ones((2, 3)), jnp.ones((4, 3)))
""",
    ),
)
