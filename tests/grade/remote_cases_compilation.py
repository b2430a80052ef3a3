"""Compilation: jit on either side, lowering, counts. See `remote_cases`."""

from remote_cases import Case

CASES = (
    Case(
        "student_jit",
        """
@partial(jax.jit, static_argnums=1)
def p(x, n):
    for _ in range(n): x = x * 2
    return x
@partial(jax.jit, static_argnames=("n", "mode"))
def q(x, n=2, mode="a"): return x * n if mode == "a" else x
@jax.jit
def r(x): return x + 1
j = jax.jit(lambda c, x: jnp.polyval(jnp.array(c), x), static_argnums=0)
""",
        """
p(2.0, 3)
q(2.0, n=3)
q(2.0, mode="b")
r(1)
jax.grad(p)(2.0, 3)
jax.vmap(p, in_axes=(0, None))(jnp.ones(2), 3)
jax.jit(p)(2.0, 3)
jax.jit(p, static_argnums=1)(2.0, 3)
jax.jit(lambda x: p(x, 3))(2.0)
p(2.0, jnp.int32(3))
p(2.0, [3])
j((1.0, 2.0), 3.0)
j([1.0, 2.0], 3.0)
jax.grad(lambda x: q(x, n=4))(1.0)
jax.vmap(r)(jnp.arange(3))
""",
    ),
    Case(
        "student_jit_attrs",
        """
@jax.jit
def r(x): return jnp.sin(x) + 1
@partial(jax.jit, static_argnums=1)
def p(x, n):
    for _ in range(n): x = x * 2
    return x
""",
        """
r(1.0)
r(2.0)
r._cache_size()
"stablehlo.sine" in r.lower(1.0).as_text()
r.lower(1.0).compile()(1.0)
p.lower(1.0, 3).as_text().count("stablehlo.multiply")
r.trace(1.0).jaxpr is not None
r.__wrapped__(1.0)
r.eval_shape(1.0)
hasattr(r, "lower")
r.__name__
r(jnp.ones(2))
r._cache_size()
""",
    ),
    Case(
        "donate",
        """
@partial(jax.jit, donate_argnums=0)
def step(p, x): return jax.tree.map(lambda a: a + x, p)
@jax.jit
def keep(p, x): return jax.tree.map(lambda a: a + x, p)
""",
        """
p = {"w": jnp.ones(3)}
q = {"w": jnp.ones(3)}
o = step(p, 1.0)
keep(q, 1.0)
o
p["w"].is_deleted()
q["w"].is_deleted()
p["w"] + 1
step(p, 1.0)
""",
    ),
    Case(
        "lower_text",
        """
def f(x, n): return lax.fori_loop(0, n, lambda i, v: x * v, 1.0)
def g(x): return lax.scan(lambda c, _: (jnp.sin(c), c), x, None, length=5)
def s(A, b): return jnp.linalg.solve(A, b)
""",
        """
jax.jit(f).lower(2.0, 3).as_text().count("stablehlo.while")
jax.jit(g).lower(2.0).as_text().count("stablehlo.while")
jax.jit(g).lower(2.0).as_text().count("stablehlo.sine")
jax.jit(jax.grad(g) if False else jax.grad(lambda x: g(x)[0])).lower(2.0).as_text().count(
    "stablehlo.while"
)
"lapack" in jax.jit(s).lower(jnp.eye(2), jnp.ones(2)).as_text()
jax.jit(g).lower(2.0).compile()(2.0)
jax.jit(g).lower(2.0).compile().cost_analysis()["flops"] >= 0
jax.jit(g).lower(2.0).out_info
""",
    ),
    Case(
        "make_jaxpr_structure",
        """
def f(x): return lax.scan(lambda c, _: (jnp.sin(c), c), x, None, length=5)
def u(x, n):
    for _ in range(n): x = jnp.sin(x)
    return x
""",
        """
"scan" in str(jax.make_jaxpr(f)(1.0))
len(jax.make_jaxpr(u, static_argnums=1)(1.0, 20).eqns) > 10
jax.make_jaxpr(f)(1.0).out_avals
jax.make_jaxpr(f)(1.0).consts
jax.make_jaxpr(f)(1.0).in_avals
""",
    ),
    Case(
        "eval_shape",
        """
def f(x): return {"a": x @ x.T, "b": jnp.argmax(x)}
def bad(x): return np.sin(x)
def big(x): return jnp.zeros((10**6, 10**6)).sum() + x
""",
        """
jax.eval_shape(f, jax.ShapeDtypeStruct((2, 3), "float32"))
jax.eval_shape(bad, 1.0)
jax.eval_shape(big, 1.0)
jax.eval_shape(jax.grad(lambda x: f(x)["a"].sum()), jnp.ones((2, 3)))
jax.eval_shape(jax.vmap(f), jnp.ones((4, 2, 3)))
""",
    ),
    Case(
        "jit_retrace_counts_judge_fn",
        """
def count_traces(f, calls):
    n = [0]
    def g(*a):
        n[0] += 1
        return f(*a)
    j = jax.jit(g)
    for a in calls: j(*a)
    return n[0]
def compiled(f): return jax.jit(f)
""",
        """
n = [0]
def h(x):
    n[0] += 1
    return x * 2
c = compiled(h)
for i in range(5): c(jnp.float32(i))
a = n[0]
c(jnp.ones(2))
count_traces(lambda x: x + 1, [(1.0,), (2.0,), (jnp.ones(2),)])
a
n[0]
""",
    ),
    Case(
        "compile_counts",
        """
@partial(jax.jit, static_argnums=1)
def st(x, n):
    for _ in range(n): x = x * 1.5
    return x
@jax.jit
def dy(x, n): return lax.fori_loop(0, n, lambda i, v: v * 1.5, x)
def raw(x, n): return lax.fori_loop(0, n, lambda i, v: v * 1.25, x)
""",
        """
import jax.monitoring
c = [0]
jax.monitoring.register_event_duration_secs_listener(
    lambda e, d, **k: c.__setitem__(0, c[0] + ("backend_compile" in e))
)
x = jnp.float32(2.0)
j = jax.jit(raw)
def cnt(f):
    c[0] = 0
    f()
    return c[0]
cnt(lambda: [j(x, jnp.int32(n)) for n in (1, 2, 3)])
cnt(lambda: [st(x, n) for n in (1, 2, 3)])
cnt(lambda: [dy(x, jnp.int32(n)) for n in (1, 2, 3)])
st._cache_size()
dy._cache_size()
j._cache_size()
""",
    ),
    Case(
        "monkeypatched_jax",
        """
def good(key): return jax.random.normal(key)
def bad(key): return jax.random.normal(jax.random.key(0))
""",
        """
import unittest.mock as mock
def boom(*a, **k): raise RuntimeError("no new keys")
k = jax.random.key(5)
with mock.patch.object(jax.random, "key", boom): shown += [T(lambda: good(k)), T(lambda: bad(k))]
""",
    ),
)
