"""Derivatives, forward and reverse, custom rules. See `remote_cases`."""

from remote_cases import Case

CASES = (
    Case(
        "grad_variants",
        """
def f(x, y, z): return jnp.sum(x * jnp.sin(y)) * z
""",
        """
x, y = (jnp.arange(3.0), jnp.ones(3))
jax.grad(f)(x, y, 2.0)
jax.grad(f, argnums=(0, 2))(x, y, 2.0)
jax.grad(f, argnums=(1,))(x, y, 2.0)
jax.value_and_grad(f, argnums=(0, 1))(x, y, 2.0)
jax.jit(jax.grad(f, argnums=2))(x, y, 2.0)
jax.grad(f, argnums=3)(x, y, 2.0)
jax.grad(f, argnums=2)(x, y, 2)
jax.hessian(f)(x, y, 2.0)
jax.hessian(f, argnums=(0, 1))(x, y, 2.0)
jax.jacfwd(f, argnums=1)(x, y, 2.0)
jax.grad(f, argnums=-1)(x, y, 2.0)
""",
    ),
    Case(
        "has_aux",
        """
def f(x): return (jnp.sum(x**2), {"n": x.shape[0], "m": x.mean(), "i": jnp.arange(2)})
""",
        """
x = jnp.arange(3.0)
jax.grad(f, has_aux=True)(x)
jax.value_and_grad(f, has_aux=True)(x)
jax.jit(jax.value_and_grad(f, has_aux=True))(x)
jax.jacrev(f, has_aux=True)(x)
jax.vjp(f, x, has_aux=True)[2]
jax.grad(f)(x)
""",
    ),
    Case(
        "ints",
        """
def f(x, n): return x * n
def g(n): return n * 2
def h(x): return (x > 0, jnp.int32(x))
def k(x): return jnp.floor(x)
def a(x): return jnp.argmax(x)
""",
        """
jax.grad(f, argnums=1)(2.0, 3)
jax.grad(f, argnums=1, allow_int=True)(2.0, 3)
jax.grad(f, argnums=(0, 1), allow_int=True)(2.0, 3)
jax.grad(g)(3)
jax.grad(g)(3.0)
jax.jvp(h, (1.0,), (1.0,))
jax.vjp(h, 1.0)[0]
jax.vjp(h, 1.0)[1]((np.zeros((), jax.dtypes.float0), np.zeros((), jax.dtypes.float0)))
jax.grad(k)(2.5)
jax.grad(a)(jnp.ones(3))
jax.jvp(f, (2.0, 3), (1.0, np.zeros((), jax.dtypes.float0)))
jax.jacrev(f)(2.0, 3)
jax.jvp(f, (2.0, 3), (1.0, 1.0))
jax.grad(lambda x: f(x, True))(2.0)
""",
    ),
    Case(
        "allow_int_inside",
        """
def loss(p): return p["a"] ** 2 * 1.5 + jnp.sum(p["b"] ** 2) * 0.5
def slopes(p): return jax.grad(loss, allow_int=True)(p)
def slope_by(f, p): return jax.value_and_grad(f, allow_int=True)(p)
""",
        """
slopes({"a": 3, "b": jnp.arange(4.0)})
slopes({"a": 3.0, "b": jnp.arange(4)})
slopes({"a": 3.0, "b": jnp.arange(4)})["b"].shape
slope_by(lambda p: p["a"] * 2.5, {"a": 3})
jax.jit(slopes)({"a": 3, "b": jnp.arange(4.0)})["b"]
""",
    ),
    Case(
        "jvp_vjp_linearize",
        """
def f(x, y): return {"s": jnp.sin(x) * y, "t": x @ x}
""",
        """
x = jnp.arange(3.0)
y = jnp.ones(3)
jax.jvp(f, (x, y), (y, x))
jax.vjp(f, x, y)[1]({"s": y, "t": 2.0})
jax.linearize(f, x, y)[0]
jax.linearize(f, x, y)[1](y, x)
jax.jacfwd(f)(x, y)
jax.jacrev(f)(x, y)
jax.jit(lambda x: jax.vjp(f, x, y)[1]({"s": x, "t": 1.0}))(x)
jax.jit(lambda v: jax.jvp(f, (x, y), (v, x)))(y)
jax.vmap(lambda v: jax.jvp(f, (x, y), (v, x))[1])(jnp.eye(3))
jax.vmap(jax.linearize(f, x, y)[1])(jnp.eye(3), jnp.eye(3))
jax.linear_transpose(lambda v: jax.linearize(f, x, y)[1](v, x)["s"], x)(y) if False else 0
""",
    ),
    Case(
        "higher_order",
        """
def f(x): return jnp.sum(jnp.sin(x) ** 3)
def s(x): return x**5
""",
        """
x = jnp.arange(3.0)
jax.hessian(f)(x)
jax.jacfwd(jax.jacfwd(f))(x)
jax.jacrev(jax.jacrev(f))(x)
jax.jacrev(jax.jacfwd(f))(x)
jax.jit(jax.hessian(f))(x)
jax.grad(jax.grad(jax.grad(s)))(2.0)
jax.grad(jax.grad(jax.grad(jax.grad(s))))(2.0)
jax.vmap(jax.grad(jax.grad(s)))(x)
jax.jvp(jax.grad(f), (x,), (x,))
jax.grad(lambda x: jnp.vdot(jax.grad(f)(x), jnp.ones(3)))(x)
jax.vmap(jax.hessian(f))(jnp.ones((2, 3)))
""",
    ),
    Case(
        "check_grads",
        """
def f(x): return jnp.sum(jnp.sin(x) * x)
def bad(x): return lax.stop_gradient(x) * x
def tr(p): return p["a"] ** 2 * p["b"]
""",
        """
check_grads(f, (jnp.arange(3.0),), order=2)
check_grads(bad, (2.0,), order=1)
check_grads(tr, ({"a": 2.0, "b": 3.0},), order=2)
check_grads(jax.jit(f), (jnp.arange(3.0),), order=2, modes=["rev"])
check_grads(lambda x: f(x) ** 2, (jnp.arange(3.0),), order=2)
""",
    ),
    Case(
        "custom_vjp",
        """
@jax.custom_vjp
def clip(x, lo, hi): return x
def fwd(x, lo, hi): return (x, (lo, hi))
def bwd(r, g): return (jnp.clip(g, r[0], r[1]), None, None)
clip.defvjp(fwd, bwd)
@jax.custom_vjp
def sq(x): return x**2
sq.defvjp(lambda x: (x**2, x), lambda x, g: (2 * x * g,))
@jax.custom_vjp
def wrong(x): return x**2
wrong.defvjp(lambda x: (x**2, x), lambda x, g: (x * g,))
@partial(jax.custom_vjp, nondiff_argnums=(0,))
def app(f, x): return f(x)
app.defvjp(lambda f, x: (f(x), x), lambda f, x, g: (g * jax.grad(f)(x),))
@jax.custom_vjp
def badb(x): return x
badb.defvjp(lambda x: (x, None), lambda r, g: g)
@jax.custom_vjp
def nod(x): return x
""",
        """
clip(3.0, -1.0, 1.0)
jax.grad(lambda x: 5 * clip(x, -1.0, 1.0))(3.0)
jax.grad(sq)(3.0)
jax.jit(jax.grad(sq))(3.0)
jax.vmap(jax.grad(sq))(jnp.arange(3.0))
jax.jvp(sq, (3.0,), (1.0,))
jax.jacfwd(sq)(3.0)
jax.hessian(sq)(3.0)
jax.grad(jax.grad(sq))(3.0)
jax.jacrev(sq)(3.0)
check_grads(sq, (jnp.float32(3.0),), 2, modes=["rev"])
check_grads(sq, (3.0,), 2)
check_grads(wrong, (jnp.float32(3.0),), 1, modes=["rev"])
jax.grad(app, argnums=1)(jnp.sin, 1.0)
jax.grad(lambda x: app(lambda y: y**3, x))(2.0)
jax.linearize(sq, 3.0)[1](1.0)
jax.grad(badb)(1.0)
jax.grad(nod)(1.0)
nod(1.0)
jax.vjp(sq, 3.0)[1](2.0)
jax.vmap(sq)(jnp.arange(3.0))
jax.jit(jax.vmap(jax.value_and_grad(sq)))(jnp.arange(3.0))
""",
    ),
    Case(
        "custom_jvp",
        """
@jax.custom_jvp
def l(x): return jnp.log1p(jnp.exp(x))
@l.defjvp
def _(p, t): return (l(p[0]), jax.nn.sigmoid(p[0]) * t[0])
@jax.custom_jvp
def wrong(x): return x**2
wrong.defjvps(lambda g, ans, x: x * g)
""",
        """
l(100.0)
jax.grad(l)(100.0)
jax.jit(jax.grad(l))(-100.0)
check_grads(l, (1.0,), 2)
jax.vmap(jax.grad(l))(jnp.arange(3.0))
jax.hessian(l)(1.0)
jax.jacfwd(l)(1.0)
check_grads(wrong, (3.0,), 1)
jax.jvp(l, (1.0,), (2.0,))
jax.linearize(l, 1.0)[1](1.0)
""",
    ),
    Case(
        "checkpoint",
        """
@jax.checkpoint
def f(x): return jnp.sum(jnp.sin(jnp.sin(x)))
def g(x): return lax.scan(jax.checkpoint(lambda c, _: (jnp.sin(c), None)), x, None, length=5)[0]
""",
        """
jax.grad(f)(jnp.arange(3.0))
jax.jit(jax.grad(f))(jnp.arange(3.0))
jax.grad(g)(1.0)
jax.hessian(g)(1.0)
check_grads(g, (1.0,), 2)
jax.vmap(jax.grad(g))(jnp.arange(3.0))
""",
    ),
    Case(
        "implicit_fixed_point",
        """
@partial(jax.custom_vjp, nondiff_argnums=(0,))
def fixed_point(f, theta, x0):
    return lax.while_loop(
        lambda s: jnp.max(jnp.abs(s[0] - s[1])) > 1e-06,
        lambda s: (f(theta, s[0]), s[0]),
        (f(theta, x0), x0),
    )[0]
def fwd(f, t, x0):
    x = fixed_point(f, t, x0)
    return (x, (t, x))
def bwd(f, r, g):
    t, x = r
    _, vx = jax.vjp(lambda x: f(t, x), x)
    w = lax.while_loop(
        lambda s: jnp.max(jnp.abs(s[0] - s[1])) > 1e-06, lambda s: (g + vx(s[0])[0], s[0]), (g, g + 1)
    )[0]
    return (jax.vjp(lambda t: f(t, x), t)[1](w)[0], jnp.zeros_like(x))
fixed_point.defvjp(fwd, bwd)
def sf(t, x): return jnp.cos(t * x)
""",
        """
f = lambda t, x: jnp.cos(t * x)
fixed_point(f, 1.0, 0.5)
jax.grad(lambda t: fixed_point(f, t, 0.5))(1.0)
jax.jit(jax.grad(lambda t: fixed_point(f, t, 0.5)))(1.0)
jax.vmap(lambda t: fixed_point(f, t, 0.5))(jnp.array([0.5, 1.0]))
jax.vmap(jax.grad(lambda t: fixed_point(f, t, 0.5)))(jnp.array([0.5, 1.0]))
jax.grad(lambda t: fixed_point(sf, t, 0.5))(1.0)
jax.grad(fixed_point, argnums=1)(f, 1.0, 0.5)
jax.jacfwd(lambda t: fixed_point(f, t, 0.5))(1.0)
jax.jit(fixed_point, static_argnums=0)(f, 1.0, 0.5)
jax.jit(fixed_point, static_argnums=0)(sf, 1.0, 0.5)
""",
    ),
    Case(
        "closure_over_judge_tracer",
        """
def f(x, y): return x * y
def newton(f, x0): return lax.fori_loop(0, 8, lambda i, x: x - f(x) / jax.grad(f)(x), x0)
def pyn(f, x0):
    for _ in range(8): x0 = x0 - f(x0) / jax.grad(f)(x0)
    return x0
def slope(f): return jax.grad(f)
""",
        """
jax.grad(lambda a: f(a, 3.0) + f(2.0, a))(1.0)
jax.grad(lambda a: newton(lambda x: x**2 - a, 1.0))(2.0)
jax.grad(lambda a: pyn(lambda x: x**2 - a, 1.0))(2.0)
jax.jit(lambda a: newton(lambda x: x**2 - a, 1.0))(2.0)
jax.vmap(lambda a: newton(lambda x: x**2 - a, 1.0))(jnp.array([2.0, 3.0]))
jax.vmap(jax.grad(lambda a: pyn(lambda x: x**2 - a, 1.0)))(jnp.array([2.0, 3.0]))
jax.jit(lambda a: slope(lambda x: x**2 * a)(3.0))(2.0)
jax.grad(lambda a: slope(lambda x: x**2 * a)(3.0))(2.0)
""",
    ),
)
