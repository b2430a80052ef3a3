"""Python control flow and side effects. See `remote_cases`."""

from remote_cases import Case

CASES = (
    Case(
        "py_if_grad_eager",
        """
def f(x): return x**2 if x > 0 else -x
""",
        """
jax.grad(f)(3.0)
jax.grad(f)(-3.0)
jax.jit(f)(3.0)
jax.vmap(f)(jnp.ones(2))
jax.jvp(f, (3.0,), (1.0,))
jax.jit(jax.grad(f))(3.0)
jax.hessian(f)(3.0)
jax.value_and_grad(f)(3.0)
jax.make_jaxpr(f)(1.0)
jax.eval_shape(f, 1.0)
jax.vmap(jax.grad(f))(jnp.ones(2))
""",
    ),
    Case(
        "py_while_newton_grad",
        """
def root(a):
    x = a
    while abs(x * x - a) > 1e-05: x = 0.5 * (x + a / x)
    return x
""",
        """
root(2.0)
jax.grad(root)(2.0)
jax.jacfwd(root)(2.0)
jax.jit(root)(2.0)
jax.grad(jax.grad(root))(2.0)
check_grads(root, (2.0,), 2)
jax.linearize(root, 2.0)[1](1.0)
jax.vjp(root, 2.0)[1](1.0)
""",
    ),
    Case(
        "py_loop_static_n_grad",
        """
def p(x, n):
    for _ in range(n): x = x * x
    return x
""",
        """
jax.grad(p)(1.1, 3)
jax.jit(p)(1.1, 3)
jax.jit(p, static_argnums=1)(1.1, 3)
jax.vmap(p, in_axes=(0, None))(jnp.ones(2), 2)
jax.vmap(p, in_axes=(None, 0))(2.0, jnp.arange(2))
""",
    ),
    Case(
        "side_effect_counts",
        """
log = []
def f(x):
    log.append(1)
    return jnp.sin(x) * x
def n():
    k = len(log)
    log.clear()
    return k
""",
        """
for th in (
    lambda: f(1.0),
    lambda: jax.jit(f)(1.0),
    lambda: jax.grad(f)(1.0),
    lambda: jax.vmap(f)(jnp.ones(2)),
    lambda: jax.value_and_grad(f)(1.0),
    lambda: jax.jit(jax.grad(f))(1.0),
    lambda: jax.vmap(jax.grad(f))(jnp.ones(2)),
    lambda: jax.hessian(f)(1.0),
    lambda: jax.jacfwd(f)(1.0),
    lambda: lax.scan(lambda c, _: (f(c), c), jnp.float32(1.0), None, length=3),
    lambda: jax.eval_shape(f, 1.0),
    lambda: jax.jit(jax.vmap(jax.grad(f)))(jnp.ones(2)),
    lambda: jax.linearize(f, 1.0)[1](1.0),
    lambda: jax.jvp(f, (1.0,), (1.0,)),
    lambda: jax.jacrev(jax.jacfwd(f))(1.0),
    lambda: jax.grad(jax.grad(f))(1.0),
    lambda: jax.grad(jax.jit(f))(1.0),
    lambda: jax.jit(jax.hessian(f))(1.0),
    lambda: jax.grad(lambda x: lax.scan(lambda c, _: (f(c), c), x, None, length=3)[0])(1.0),
):
    th()
    shown.append(n())
j = jax.jit(f)
j(1.0)
j(2.0)
n()
j(jnp.ones(2))
n()
""",
    ),
    Case(
        "stdout",
        """
def f(x):
    print("hello", x)
    return x
""",
        """
f(1.0)
jax.jit(f)(1.0)
""",
    ),
    Case(
        "stdout_captured",
        """
def f(x):
    print("value", x)
    return x
def w(x): return x.astype("float64")
""",
        """
import io, contextlib, warnings
b = io.StringIO()
with contextlib.redirect_stdout(b): f(1.0)
with warnings.catch_warnings(record=True) as ws:
    warnings.simplefilter("always")
    w(jnp.ones(2))
b.getvalue()
[x.category.__name__ for x in ws]
""",
    ),
    Case(
        "global_rebinding_counter",
        """
def rep(f):
    for _ in range(3): f()
""",
        """
cnt = 0
def f():
    global cnt
    cnt += 1
rep(f)
cnt
""",
    ),
    Case(
        "program_cache_and_globals",
        """
scale = 2.0
calls = [0]
def f(x):
    calls[0] += 1
    return x * scale
def g(x): return x * len(calls) + calls[0]
""",
        """
jax.jit(lambda x: f(x))(1.0)
jax.vmap(f)(jnp.ones(2))
scale = 5.0
jax.jit(lambda x: f(x))(1.0)
jax.jit(f)(1.0)
jax.grad(f)(1.0)
scale = 7.0
jax.jit(f)(1.0)
jax.jit(lambda x: f(x))(1.0)
jax.jit(lambda x: g(x))(1.0)
f(1.0)
jax.jit(lambda x: g(x))(1.0)
""",
    ),
    Case(
        "constant_calls_inside_jit",
        """
def f(x): return jnp.sin(x) * 2
def n(): return 3
def shp(k): return jnp.zeros(k)
def unroll(n):
    x = 1.0
    for _ in range(n): x = jnp.sin(x)
    return x
""",
        """
jax.jit(lambda: f(2.0))()
jax.jit(lambda x: x * n())(2.0)
jax.jit(lambda x: x + shp(3))(1.0)
jax.jit(lambda: unroll(5)).lower().as_text().count("sine")
jax.jit(lambda: 1 if f(2.0) > 0 else 2)()
jax.vmap(lambda x: x * f(1.0))(jnp.ones(2))
jax.grad(lambda x: x * f(1.0))(2.0)
jax.jit(lambda: f(jnp.arange(3.0)))()
""",
    ),
    Case(
        "loop_of_calls_in_jit",
        """
def step(x): return jnp.sin(x) + 1
""",
        """
def g(x):
    for _ in range(30): x = step(x)
    return x
jax.jit(g)(1.0)
g(1.0)
jax.grad(g)(1.0)
jax.jit(jax.grad(g))(1.0)
""",
    ),
)
