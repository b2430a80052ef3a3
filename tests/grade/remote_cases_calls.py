"""Calls: keyword arguments, defaults, mutation of arguments, globals. See `remote_cases`."""

from remote_cases import Case

KWARGS = """
def f(x, n=3, *, scale=1.0): return x * n * scale
"""

CASES = (
    Case(
        "kwargs",
        KWARGS,
        """
f(2.0)
f(2.0, n=4)
f(jnp.float32(2), scale=2.0)
f()
f(1.0, bad=2)
""",
    ),
    Case(
        "kwargs_transformed",
        KWARGS,
        """
jax.jit(f)(2.0)
jax.jit(f)(2.0, scale=3.0)
jax.grad(f)(2.0, scale=2.0)
jax.vmap(f)(jnp.arange(3.0))
jax.vmap(partial(f, n=5))(jnp.arange(3.0))
jax.vmap(f)(jnp.arange(3.0), scale=jnp.arange(3.0))
""",
    ),
    Case(
        "static_argnames_by_judge",
        """
def f(x, n=3, *, scale=1.0):
    for _ in range(n): x = x * scale
    return x
""",
        """
jax.jit(f, static_argnames="n")(2.0, n=5)
jax.jit(f, static_argnames="n")(2.0, 5, scale=2.0)
jax.jit(f, static_argnums=1)(2.0, 3, scale=2.0)
jax.jit(f, static_argnums=1)(2.0, n=3, scale=2.0)
jax.jit(f)(2.0, n=3)
""",
    ),
    Case(
        "signature",
        '''
def f(x, n=3, *, scale=1.0):
    """doc"""
    return x
class K: pass
g = lambda a, *b, **c: a
''',
        """
str(inspect.signature(f))
f.__name__
f.__doc__
str(inspect.signature(g))
callable(f)
list(inspect.signature(f).parameters)
""",
    ),
    Case(
        "arg_mutation",
        """
def bad(p):
    p["w"] = p["w"] + 1
    return p
def badl(xs):
    xs.append(1)
    return len(xs)
def good(p): return {**p, "w": p["w"] + 1}
""",
        """
p = {"w": 1.0, "b": [1]}
l = [1, 2]
a = bad(p)
b = badl(l)
q = {"w": 1.0}
c = good(q)
p
l
q
a
b
c
""",
    ),
    Case(
        "mutation_mapping",
        """
@partial(jax.tree_util.register_dataclass, data_fields=["w", "b"], meta_fields=["name"])
@dataclasses.dataclass
class Params:
    w: jax.Array
    b: jax.Array
    name: str = "lin"
    def __call__(self, x): return self.w * x + self.b
    def scaled(self, c): return Params(self.w * c, self.b * c, self.name)
    @property
    def size(self): return 2
def make(w): return Params(w, w + 1.0)
def loss(p, x): return jnp.sum((p.w * x + p.b) ** 2)
def step(p, x): return jax.tree.map(lambda a, g: a - 0.1 * g, p, jax.grad(loss)(p, x))
def f(od, a, lst, nt, arr, d, k=None):
    lst.append(9)
    d["z"] = 1
    arr[0] = 7.0
    if k is not None: k["kk"] = 2
    return a
@partial(jax.jit, donate_argnums=1)
def don(t, a): return jax.tree.map(lambda q: q + a, t)
def setp(p, q, l):
    q.w = 100.0
    l[0]["x"] = 5
    return p
class PT(NamedTuple):
    u: jax.Array
    v: jax.Array
""",
        """
od = collections.OrderedDict(a=jnp.ones(2), b=[1, 2])
a = jnp.ones(3)
l = [1, [2]]
arr = np.zeros(2)
d = {}
k = {"q": [1]}
nt = PT(jnp.ones(1), [1.0])
f(od, a, l, nt, arr, d, k=k)
od
a
l
arr
d
k
b = jnp.ones(2)
t = {"x": jnp.ones(2), "y": (jnp.ones(2),)}
don(t, b)
b.is_deleted()
t["x"].is_deleted()
t["y"][0].is_deleted()
p, q = (make(1.0), make(2.0))
l = [{"x": 1}]
setp(p, q, l)
p.w
q.w
l
""",
    ),
    Case(
        "globals_read",
        """
xs = jnp.arange(3.0)
cfg = {"lr": 0.1, "n": 3}
name = "abc"
fs = [jnp.sin, lambda x: x * 2]
model = {"f": lambda x: x + 1}
key = jax.random.key(2)
""",
        """
xs
cfg
name
fs[1](2.0)
jax.grad(fs[0])(1.0)
jax.jit(model["f"])(1.0)
key
xs.sum()
len(fs)
""",
    ),
    Case(
        "globals_write",
        """
scale = 2.0
def f(x): return x * scale
j = jax.jit(f)
r = f(1.0)
""",
        """
a = [f(1.0), j(1.0)]
scale = 5.0
(*a,)
f(1.0)
j(1.0)
scale
""",
    ),
    Case(
        "late_binding",
        """
def f(x): return g(x)
def g(x): return x + 1
""",
        """
f(1.0)
jax.jit(f)(1.0)
h = lambda x: x
h(1)
""",
    ),
    Case(
        "shadow_builtins",
        """
def len(x): return 3
def f(x): return [x]
np = 5
""",
        """
len(f(1.0))
type(np).__name__
""",
    ),
    Case(
        "getsource",
        """
def f(x): return jnp.sin(x)
""",
        """
"sin" in inspect.getsource(f)
f.__code__.co_argcount
""",
    ),
)
