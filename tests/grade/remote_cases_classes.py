"""Classes of the student's: named tuples, dataclasses, tree nodes. See `remote_cases`."""

from remote_cases import Case

NAMEDTUPLE = """
class Point(NamedTuple):
    x: jax.Array
    y: jax.Array
    def norm(self): return self.x**2 + self.y**2
def f(a): return Point(a, 2 * a)
def g(p): return p.x * p.y
def h(p): return Point(p.y, p.x)
"""

DATACLASS = """
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
"""

CASES = (
    Case(
        "namedtuple",
        NAMEDTUPLE,
        """
p = f(1.0)
p.x
p[1]
len(p)
type(p).__name__
isinstance(p, tuple)
p._fields
isinstance(p, Point)
p._replace(x=3.0)
Point(1.0, 2.0)
Point(x=1.0, y=2.0).y
g(Point(3.0, 4.0))
jax.tree.map(lambda a, b: a + b, p, Point(1.0, 1.0))
p.norm()
tuple(p)
p == (1.0, 2.0)
""",
    ),
    Case(
        "namedtuple_transformed",
        NAMEDTUPLE,
        """
jax.jit(f)(1.0)
jax.jit(f)(1.0).x
jax.grad(g)(Point(3.0, 4.0))
jax.jit(h)(Point(1.0, 2.0))
jax.vmap(f)(jnp.arange(3.0)).y
jax.grad(lambda w: g(Point(w, 2.0)))(1.0)
jax.vmap(g, in_axes=(Point(0, None),))(Point(jnp.arange(3.0), 2.0))
lax.scan(lambda c, _: (h(c), c.x), Point(1.0, 2.0), None, length=3)
jax.jit(lambda p: p.norm())(Point(1.0, 2.0))
""",
    ),
    Case(
        "dataclass",
        DATACLASS,
        """
p = make(1.0)
p.w
p.b
p.name
type(p).__name__
isinstance(p, Params)
Params(1.0, 2.0).w
Params(w=1.0, b=2.0, name="z").name
loss(Params(1.0, 2.0), 3.0)
jax.tree.leaves(p)
jax.tree.map(lambda a: a * 2, p)
p(2.0)
p.scaled(3.0)
p.size
step(p, jnp.ones(2))
dataclasses.replace(p, w=5.0)
p == make(1.0)
p == make(2.0)
len(jax.tree.leaves(Params(1.0, None)))
""",
    ),
    Case(
        "dataclass_transformed",
        DATACLASS,
        """
p = make(1.0)
jax.jit(make)(1.0)
jax.grad(loss)(p, 2.0)
jax.jit(jax.grad(loss))(p, 2.0)
jax.jit(step)(p, jnp.ones(2))
jax.vmap(loss, in_axes=(None, 0))(p, jnp.arange(3.0))
jax.vmap(loss, in_axes=(Params(0, None), None))(Params(jnp.arange(3.0), 1.0), 2.0)
jax.grad(lambda w: loss(Params(w, 0.0), 2.0))(1.0)
jax.jit(lambda p: p(2.0))(p)
lax.scan(lambda c, x: (step(c, x), loss(c, x)), p, jnp.ones((3, 2)))
jax.jit(lambda p: p.name == "lin")(p)
jax.hessian(loss)(p, 2.0)
""",
    ),
    Case(
        "dataclass_static_retrace",
        DATACLASS,
        """
n = [0]
def g(p):
    n[0] += 1
    return p.w * 2
j = jax.jit(g)
j(make(1.0))
j(make(2.0))
a = n[0]
j(Params(jnp.float32(1.0), jnp.float32(2.0), "q"))
j(Params(jnp.float32(3.0), jnp.float32(2.0), "q"))
a
n[0]
jax.tree.structure(make(1.0)) == jax.tree.structure(make(3.0))
jax.tree.structure(make(1.0)) == jax.tree.structure(Params(1.0, 2.0, "q"))
""",
    ),
    Case(
        "pytree_node_class",
        """
@jax.tree_util.register_pytree_node_class
class V:
    def __init__(self, a, k):
        self.a = a
        self.k = k
    def tree_flatten(self): return ((self.a,), self.k)
    @classmethod
    def tree_unflatten(cls, k, c): return cls(c[0], k)
    def __add__(self, o): return V(self.a + o.a, self.k)
def mk(a): return V(a, "k")
def use(v): return jnp.sum(v.a**2)
""",
        """
v = mk(jnp.arange(3.0))
v.a
v.k
use(v)
jax.grad(use)(v)
jax.jit(mk)(1.0)
use(V(jnp.ones(2), "z"))
(v + v).a
jax.vmap(use)(v)
""",
    ),
    Case(
        "nt_methods",
        NAMEDTUPLE,
        """
Point._make([1.0, 2.0])
Point._fields
f(1.0)._asdict()
{**f(1.0)._asdict()}["x"]
Point(1.0, 2.0) == Point(1.0, 2.0)
(lambda x, y: x + y)(*f(1.0))
""",
    ),
    Case(
        "tree_paths",
        DATACLASS,
        """
p = make(1.0)
[jax.tree_util.keystr(k) for k, _ in jax.tree_util.tree_leaves_with_path({"a": p, "b": [1]})]
jax.tree_util.tree_map_with_path(lambda k, v: v * 2, p)
jax.tree.transpose(
    jax.tree.structure(p), jax.tree.structure([0, 0]), jax.tree.map(lambda v: [v, v], p)
)[0]
jax.flatten_util.ravel_pytree(p)[0]
jax.tree.map(lambda *v: jnp.stack(v), p, p)
dataclasses.asdict(p)
[f.name for f in dataclasses.fields(p)]
""",
    ),
    Case(
        "custom_eq_static",
        """
def poly(c, x):
    r = 0.0
    for a in c: r = r * x + a
    return r
""",
        """
j = jax.jit(poly, static_argnums=0)
j((1.0, 2.0), 3.0)
j([1.0, 2.0], 3.0)
jax.grad(poly, argnums=1)((1.0, 2.0), 3.0)
jax.grad(poly)([1.0, 2.0], 3.0)
jax.jit(poly)((1.0, 2.0), 3.0)
jax.jit(jax.grad(poly))([1.0, 2.0], 3.0)
""",
    ),
)
