"""Functions as arguments and as results. See `remote_cases`."""

from remote_cases import Case

FUNCTIONS = """
def slope(f): return jax.grad(f)
def nth(f, n):
    for _ in range(n): f = jax.grad(f)
    return f
def rows(f, x):
    y, p = jax.vjp(f, x)
    return jax.vmap(lambda v: p(v)[0])(jnp.eye(y.size))
def cols(f, x): return jax.vmap(lambda v: jax.jvp(f, (x,), (v,))[1], out_axes=-1)(jnp.eye(x.size))
def ew(f): return jax.vmap(jax.grad(f))
def sf(x): return x**3
def comp(f, g): return lambda x: f(g(x))
def call(f, *a, **k): return f(*a, **k)
def pair(f): return (f, jax.grad(f))
def cd(f, x, h): return (f(x + h) - f(x - h)) / (2 * h)
"""

CASES = (
    Case(
        "functions_in",
        FUNCTIONS,
        """
A = jnp.arange(6.0).reshape(2, 3)
slope(jnp.sin)(1.0)
slope(lambda x: x**2)(3.0)
nth(lambda x: x**4, 2)(2.0)
nth(sf, 0)(2.0)
rows(lambda x: A @ x, jnp.ones(3))
cols(lambda x: A @ x, jnp.ones(3))
slope(sf)(2.0)
ew(sf)(jnp.arange(3.0))
comp(jnp.sin, sf)(2.0)
comp(lambda x: sf(x) * 2, jnp.cos)(1.0)
cd(jnp.sin, 1.0, 0.01)
call(sf, 2.0)
call(partial(lambda x, k: x * k, k=3.0), 2.0)
call(jax.jit(lambda x: x + 1), 2.0)
call(jnp.linalg.norm, jnp.ones(3))
call(jax.nn.relu, -1.0)
call(max, 1, 2)
""",
    ),
    Case(
        "functions_in_transformed",
        FUNCTIONS,
        """
jax.jit(slope(sf))(2.0)
jax.grad(slope(sf))(2.0)
jax.vmap(slope(lambda x: x**3))(jnp.arange(3.0))
jax.jit(lambda x: slope(sf)(x))(2.0)
jax.jit(lambda x: slope(lambda y: y**2)(x))(2.0)
jax.jit(lambda x: slope(lambda y: y**2 * x)(x))(2.0)
jax.jit(lambda x: rows(sf, x))(jnp.ones(2))
jax.vmap(lambda x: rows(lambda y: y**2, x))(jnp.ones((2, 2)))
jax.grad(lambda x: cols(jnp.sin, x).sum())(jnp.ones(2))
jax.jit(rows, static_argnums=0)(sf, jnp.ones(2))
jax.jit(rows, static_argnums=0)(jnp.sin, jnp.ones(2))
jax.jit(comp(sf, slope(sf)))(1.5)
jax.vmap(jax.grad(comp(jnp.sin, sf)))(jnp.arange(3.0))
jax.jit(comp(lambda x: x + 1, sf))(1.0)
""",
    ),
    Case(
        "judge_fn_modes",
        FUNCTIONS,
        """
@jax.custom_vjp
def rv(x): return x**2
rv.defvjp(lambda x: (x**2, x), lambda x, g: (2 * x * g,))
def wl(x): return lax.while_loop(lambda c: c[0] < 3, lambda c: (c[0] + 1, c[1] * x), (0, x))[1]
rows(rv, jnp.ones(2))
cols(rv, jnp.ones(2))
rows(wl, jnp.ones(2))
cols(wl, jnp.ones(2))
""",
    ),
    Case(
        "judge_fn_counts",
        """
def vsc(f, x):
    v, s = jax.value_and_grad(f)(x)
    return (v, s, jax.grad(jax.grad(f))(x))
def ew(f, x): return jax.vmap(jax.grad(f))(x)
def loop(f, x): return jnp.stack([f(a) for a in x])
def sc(f, x): return lax.map(f, x)
""",
        """
n = [0]
def f(x):
    n[0] += 1
    return jnp.sin(x)
for th in (
    lambda: vsc(f, 1.0),
    lambda: ew(f, jnp.ones(5)),
    lambda: loop(f, jnp.ones(5)),
    lambda: sc(f, jnp.ones(5)),
    lambda: jax.jit(lambda x: ew(f, x))(jnp.ones(5)),
):
    n[0] = 0
    th()
    shown.append(n[0])
""",
    ),
    Case(
        "judge_fn_log",
        """
def run(f, xs):
    for x in xs: f(x)
    return len(xs)
""",
        """
seen = []
d = {}
def f(x):
    seen.append(float(x))
    d[len(d)] = 1
    return x
run(f, [1.0, 2.0, 3.0])
seen
d
""",
    ),
    Case(
        "functions_out",
        """
def adder(a): return lambda x: x + a
def mk(p): return {"f": lambda x: p * x, "n": 3}
def two(a): return (lambda x: x * a, lambda x: x / a)
def opt(lr):
    def init(p): return {"m": p * 0}
    def upd(g, s): return (-lr * g, {"m": s["m"] + g})
    return (init, upd)
""",
        """
adder(2.0)(1.0)
jax.jit(adder(2.0))(1.0)
jax.grad(mk(3.0)["f"])(1.0)
mk(3.0)["n"]
[g(4.0) for g in two(2.0)]
jax.vmap(adder(2.0))(jnp.arange(2.0))
jax.jit(lambda a: adder(a)(1.0))(2.0)
jax.grad(lambda a: adder(a)(1.0) * mk(a)["f"](2.0))(2.0)
jax.vmap(lambda a: two(a)[0](3.0))(jnp.arange(2.0))
(lambda iu: iu[1](2.0, iu[0](1.0)))(opt(0.1))
jax.jit(lambda g: opt(0.1)[1](g, {"m": 1.0}))(2.0)
jax.jit(lambda lr: opt(lr)[1](1.0, {"m": 1.0}))(2.0)
""",
    ),
    Case(
        "partial_and_methods",
        """
addc = partial(lambda a, x: a + x, 2.0)
class M:
    k = 3.0
    def f(self, x): return self.k * x
    @staticmethod
    def s(x): return x + 1
    @jax.jit
    def nope(x): return x
m = M()
pt = jax.tree_util.Partial(lambda a, x: a * x, jnp.float32(3.0))
vf = jnp.vectorize(lambda x: x + 1)
vm = jax.vmap(lambda x: x * 2)
gd = jax.grad(lambda x: x**3)
""",
        """
addc(1.0)
jax.jit(addc)(1.0)
m.f(2.0)
jax.grad(m.f)(2.0)
m.k
M.s(1.0)
M().f(1.0)
pt(2.0)
jax.grad(pt)(2.0)
jax.tree.leaves(pt)
vf(jnp.ones(2))
vm(jnp.ones(2))
jax.jit(vm)(jnp.ones(2))
gd(2.0)
jax.jit(gd)(2.0)
jax.vmap(gd)(jnp.arange(3.0))
""",
    ),
    Case(
        "judge_trees_and_lists_of_functions",
        """
def apply_all(fs, x): return [f(x) for f in fs]
def d(fs, x): return {k: f(x) for k, f in fs.items()}
def sw(i, fs, x): return lax.switch(i, fs, x)
""",
        """
apply_all([jnp.sin, lambda x: x * 2], 1.0)
d({"a": jnp.sin}, 1.0)
jax.jit(lambda x: apply_all([jnp.sin, jnp.cos], x))(1.0)
jax.grad(lambda x: sw(1, [jnp.sin, jnp.cos], x))(1.0)
""",
    ),
    Case(
        "wraps_and_wrappers",
        '''
def f(x, n=2):
    """doc f"""
    return x * n
def call(h, x): return h(x) + 1
''',
        """
n = [0]
@functools.wraps(f)
def w(*a, **k):
    n[0] += 1
    return f(*a, **k)
w.__name__
w.__doc__
call(w, 2.0)
n[0]
call(jax.jit(f), 2.0)
call(functools.lru_cache(f), 3.0)
call(partial(f, n=5), 2.0)
jax.jit(partial(f, n=5))(2.0)
call(jax.grad(f), 2.0)
jax.tree_util.Partial(f)(2.0)
jax.jit(lambda p, x: p(x))(jax.tree_util.Partial(f), 2.0)
""",
    ),
)
