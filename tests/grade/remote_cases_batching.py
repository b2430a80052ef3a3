"""Batching, keys, configuration. See `remote_cases`."""

from remote_cases import Case

KEYS = """
def two(key):
    a, b = jax.random.split(key)
    return (jax.random.normal(a), jax.random.normal(b))
def walk(key, n):
    return lax.scan(lambda x, k: (x + jax.random.normal(k), x), 0.0, jax.random.split(key, n))
def nk(key, n): return jax.random.split(key, n)
def st(key, i): return jax.random.fold_in(key, i)
def mk(s): return jax.random.key(s)
def lg(s): return jax.random.PRNGKey(s)
def run(key):
    def b(k, _):
        k, s = jax.random.split(k)
        return (k, jax.random.normal(s))
    return lax.scan(b, key, None, length=3)
def isk(key): return jnp.issubdtype(key.dtype, jax.dtypes.prng_key)
"""

CASES = (
    Case(
        "vmap_axes",
        """
def f(p, x): return {"o": p["w"] * x + p["b"], "x": x * 2}
def g(x): return (x, 1.0)
def h(x, y): return x @ y
""",
        """
x = jnp.arange(6.0).reshape(2, 3)
jax.vmap(f, in_axes=({"w": 0, "b": None}, None))({"w": jnp.arange(3.0), "b": 1.0}, 2.0)
jax.vmap(f, in_axes=(None, 1), out_axes=1)({"w": 2.0, "b": 1.0}, x)
jax.vmap(f, in_axes=(None, -1), out_axes={"o": -1, "x": 0})({"w": 2.0, "b": 1.0}, x)
jax.vmap(jax.vmap(f, in_axes=(None, 0)), in_axes=(None, 0))({"w": 2.0, "b": 1.0}, x)
jax.vmap(jax.vmap(lambda a, b: f({"w": a, "b": b}, 1.0)["o"], (None, 0)), (0, None))(
    jnp.arange(3.0), jnp.arange(2.0)
)
jax.vmap(g, out_axes=(0, None))(jnp.ones(3))
jax.vmap(g)(jnp.ones(3))
jax.vmap(h)(x, jnp.ones((3, 3)))
jax.vmap(h, in_axes=(0, None))(x, jnp.ones((3, 4)))
jax.vmap(f, in_axes=({"w": 0, "b": 0}, None))({"w": jnp.ones(3), "b": jnp.ones(2)}, 1.0)
jax.vmap(f, in_axes=(0, 0, 0))({"w": 1.0, "b": 1.0}, x)
jax.vmap(lambda x: f({"w": 1.0, "b": 2.0}, 3.0), axis_size=4)(jnp.ones(4))
""",
    ),
    Case(
        "vmap_out_axes_none",
        """
def g(x): return (x, jnp.ones(2))
def k(x, y): return (x * 2, y * 3)
""",
        """
jax.vmap(g, out_axes=(0, None))(jnp.ones(3))
jax.vmap(k, in_axes=(0, None), out_axes=(0, None))(jnp.ones(3), 2.0)
jax.vmap(k, out_axes=(0, None))(jnp.ones(3), jnp.ones(3))
jax.jit(jax.vmap(k, in_axes=(0, None), out_axes=(0, None)))(jnp.ones(3), 2.0)
""",
    ),
    Case(
        "vmap_axis_name",
        """
def f(x): return x - lax.pmean(x, "i")
def g(x): return lax.axis_index("i") + x
""",
        """
jax.vmap(f, axis_name="i")(jnp.arange(3.0))
jax.vmap(g, axis_name="i")(jnp.arange(3.0))
jax.jit(jax.vmap(f, axis_name="i"))(jnp.arange(3.0))
jax.vmap(f)(jnp.arange(3.0))
jax.grad(lambda x: jax.vmap(f, axis_name="i")(x)[0])(jnp.arange(3.0))
""",
    ),
    Case(
        "vmap_of_eager_only",
        """
def f(x): return x.block_until_ready() * 2 if hasattr(x, "block_until_ready") else x
def g(x): return jnp.array(x.shape)
""",
        """
jax.vmap(f)(jnp.ones(3))
jax.vmap(g)(jnp.ones((3, 4)))
jax.jit(f)(1.0)
""",
    ),
    Case(
        "keys",
        KEYS,
        """
k = jax.random.key(3)
l = jax.random.PRNGKey(3)
kd = jax.random.key_data
two(k)
two(l)
jax.jit(two)(k)
jax.jit(two)(l)
jax.vmap(two)(jax.random.split(k, 3))
jax.vmap(two)(jax.random.split(l, 3))
walk(k, 3)
jax.jit(walk, static_argnums=1)(k, 3)
jax.vmap(lambda k: walk(k, 3))(jax.random.split(k, 2))
kd(nk(k, 3))
nk(k, 3).shape
str(nk(k, 3).dtype)
nk(l, 3)
jax.jit(nk, static_argnums=1)(k, 2)
st(k, 5)
jax.jit(st)(k, 5)
jax.vmap(st, in_axes=(None, 0))(k, jnp.arange(3))
mk(1)
jax.jit(mk)(1)
lg(1)
run(k)[1]
jax.jit(run)(k)
isk(k)
isk(l)
lax.scan(lambda c, k: (c, two(k)), 0.0, jax.random.split(k, 3))
lax.map(two, jax.random.split(k, 3))
""",
    ),
    Case(
        "keys_impl",
        KEYS,
        """
k = jax.random.key(3, impl="rbg")
two(k)
str(nk(k, 2).dtype)
jax.jit(two)(k)
jax.jit(nk, static_argnums=1)(k, 2)
jax.vmap(two)(jax.random.split(k, 2))
""",
    ),
    Case(
        "keys_grad",
        """
def sim(key, s): return jnp.mean(s * jax.random.normal(key, (10,)))
""",
        """
k = jax.random.key(0)
jax.grad(sim, argnums=1)(k, 2.0)
jax.jit(jax.grad(sim, argnums=1))(k, 2.0)
jax.vmap(jax.grad(sim, argnums=1), in_axes=(0, None))(jax.random.split(k, 3), 2.0)
jax.grad(sim)(k, 2.0)
jax.hessian(lambda s: sim(k, s) ** 2)(2.0)
jax.grad(lambda s: jax.vmap(lambda k: sim(k, s))(jax.random.split(k, 4)).sum())(2.0)
""",
    ),
    Case(
        "key_reuse",
        """
def bad(key): return jax.random.normal(key) + jax.random.normal(key)
def good(key):
    a, b = jax.random.split(key)
    return jax.random.normal(a) + jax.random.normal(b)
def badscan(key):
    return lax.scan(lambda c, _: (c + jax.random.normal(key), None), 0.0, None, length=3)[0]
def fold(key): return sum((jax.random.normal(jax.random.fold_in(key, i)) for i in range(3)))
""",
        """
k = lambda: jax.random.key(0)
with jax.debug_key_reuse(True):
    shown += (
        [T(lambda f=f: f(k())) for f in (bad, good, badscan, fold)]
        + [T(lambda f=f: jax.jit(f)(k())) for f in (bad, good, badscan, fold)]
        + [T(lambda f=f: jax.vmap(f)(jax.random.split(k(), 2))) for f in (bad, good, badscan, fold)]
    )
""",
    ),
    Case(
        "key_in_closure",
        """
def ap(f, x): return f(x)
""",
        """
k = jax.random.key(1)
a = jnp.arange(3.0)
ap(lambda x: x + jax.random.normal(k), 1.0)
ap(lambda x: x + a, 1.0)
jax.jit(lambda x: ap(lambda y: y * a + x, 2.0))(1.0)
""",
    ),
    Case(
        "rand_misc",
        """
def f(key):
    return (
        jax.random.permutation(key, 5),
        jax.random.choice(key, 5, (3,)),
        jax.random.uniform(key, (2,)),
        jax.random.gamma(key, 2.0),
        jax.random.randint(key, (2,), 0, 9),
        jax.random.categorical(key, jnp.zeros(3)),
        jax.random.bernoulli(key),
        jax.random.multivariate_normal(key, jnp.zeros(2), jnp.eye(2)),
    )
""",
        """
k = jax.random.key(0)
f(k)
jax.jit(f)(k)
jax.vmap(f)(jax.random.split(k, 2))
""",
    ),
    Case(
        "x64",
        """
def f(n):
    with jax.enable_x64(True): return jnp.sum(jnp.arange(n, dtype="float64") ** 2)
def g(x): return x * 2
def dt(x): return jnp.ones(2).dtype.name
""",
        """
f(5)
jax.jit(f, static_argnums=0)(5)
g(np.ones(2))
jax.config.jax_enable_x64
with jax.enable_x64(True):
    shown += [
        g(jnp.ones(2)),
        g(1.0),
        jax.jit(g)(1.0),
        jax.jit(g)(jnp.ones(2)),
        jax.grad(g)(1.0),
        dt(1.0),
        jax.vmap(g)(jnp.arange(2)),
        jax.hessian(lambda x: g(x) ** 2)(1.0),
    ]
g(jnp.ones(2))
dt(1.0)
""",
    ),
    Case(
        "config_contexts",
        """
def nan(x): return jnp.log(x)
def rp(x): return x + jnp.ones((2, 3))
def dp(x): return x + jnp.ones(3, "int32")
def lp(x): return lax.scan(lambda c, _: (c * 2.0, c), x, None, length=3)[0]
def sc(x): return 1.0 if x > 1 else 0.0
""",
        """
with jax.debug_nans(True):
    shown += [T(lambda: nan(-1.0)), T(lambda: jax.jit(nan)(-1.0)), T(lambda: jax.grad(nan)(-1.0))]
with jax.numpy_rank_promotion("raise"):
    shown += [T(lambda: rp(jnp.ones(3))), T(lambda: jax.jit(rp)(jnp.ones(3)))]
with jax.numpy_dtype_promotion("strict"):
    shown += [T(lambda: dp(jnp.ones(3))), T(lambda: jax.jit(dp)(jnp.ones(3)))]
with jax.disable_jit():
    shown += [T(lambda: lp(1.0)), T(lambda: jax.jit(sc)(2.0)), T(lambda: jax.jit(lp)(1.0))]
with jax.checking_leaks(): shown += [T(lambda: jax.jit(lp)(1.0)), T(lambda: jax.grad(lp)(1.0))]
rp(jnp.ones(3))
nan(-1.0)
""",
    ),
)
