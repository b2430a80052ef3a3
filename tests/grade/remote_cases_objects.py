"""Objects of the student's that are no trees. See `remote_cases`."""

from remote_cases import Case

CASES = (
    Case(
        "opaque_object",
        """
class Model:
    def __init__(self, w): self.w = w
    def predict(self, x): return self.w * x
    def __len__(self): return 7
    def __getitem__(self, i): return i * 2
    def __eq__(self, o): return self.w == o.w
def make(w): return Model(w)
def use(m, x): return m.w * x
""",
        """
m = make(2.0)
m.w
m.predict(3.0)
len(m)
m[4]
use(m, 3.0)
m == make(2.0)
m == make(3.0)
isinstance(m, Model)
Model(5.0).predict(1.0)
jax.grad(m.predict)(3.0)
jax.jit(m.predict)(3.0)
jax.grad(lambda x: use(m, x))(3.0)
jax.jit(lambda w: make(w).predict(2.0))(3.0)
hasattr(m, "nope")
""",
    ),
    Case(
        "copies_and_setattr",
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
def bad(p):
    p.w = p.w + 1
    return p
""",
        """
import copy
p = make(1.0)
q = copy.deepcopy(p)
r = copy.copy(p)
bad(p)
p.w
q.w
r.w
p.w = 7.0
p.w
loss(p, 1.0)
""",
    ),
    Case(
        "bound_method_cache",
        """
class M:
    def f(self, x): return x * 2
m = M()
""",
        """
n = [0]
def g(x):
    n[0] += 1
    return m.f(x)
m.f == m.f
hash(m.f) == hash(m.f)
""",
    ),
    Case(
        "attributes_inside_jit",
        """
class M:
    def __init__(s):
        s.n = jnp.int32(3)
        s.w = jnp.asarray(2.0)
        s.key = jax.random.key(0)
        s.x = jnp.ones(3, "float16")
    def f(s, x): return x * s.w
m = M()
cfg = {"n": jnp.int32(2), "k": jax.random.key(1)}
def get(): return jnp.int32(4)
""",
        """
jax.jit(lambda x: x * int(m.n))(2.0)
jax.jit(lambda x: x * m.w * m.x)(2.0)
jax.jit(lambda x: m.f(x))(1.0)
jax.jit(lambda x: x + jax.random.normal(m.key))(1.0)
jax.vmap(lambda x: x * int(cfg["n"]))(jnp.ones(2))
jax.jit(lambda x: x + sum(range(int(cfg["n"]))))(1.0)
jax.jit(lambda x: x * int(get()))(1.0)
jax.grad(lambda x: x * int(get()))(1.0)
""",
    ),
    Case(
        "enum_and_constants",
        """
import enum
class Mode(enum.Enum):
    A = 1
    B = 2
PI = 3.14
def f(x, mode=Mode.A): return x if mode is Mode.A else -x
""",
        """
f(1.0, Mode.B)
f(1.0)
Mode.A == Mode.A
Mode.A == Mode.B
jax.jit(f, static_argnums=1)(1.0, Mode.B)
Mode.A.value
Mode["A"].name
""",
    ),
    Case(
        "aux_objects",
        """
def f(x): return (x**2, {"name": "abc", "n": 3, "fn": jnp.sin, "arr": np.ones(2)})
def g(x): return (x**2, "text")
""",
        """
jax.grad(f, has_aux=True)(2.0)[1]["name"]
jax.value_and_grad(g, has_aux=True)(2.0)
jax.jit(jax.grad(g, has_aux=True))(2.0)
jax.grad(f, has_aux=True)(2.0)[1]["fn"](1.0)
jax.grad(f, has_aux=True)(2.0)[1]["arr"]
jax.vmap(g)(jnp.ones(2))
jax.vjp(f, 2.0, has_aux=True)[2]["n"]
jax.jvp(lambda x: f(x)[0], (2.0,), (1.0,))
""",
    ),
    Case(
        "subclass_student_class",
        """
class Base:
    def f(self, x): return x * self.k()
    def k(self): return 2.0
""",
        """
def mk():
    class Sub(Base):
        def k(self): return 3.0
    return Sub().f(1.0)
mk()
""",
    ),
    Case(
        "eq_cheat",
        """
class Yes:
    def __eq__(s, o): return True
    def __sub__(s, o): return 0.0
    def __abs__(s): return 0.0
    def __lt__(s, o): return True
    def __array__(s, *a): return np.float32(9)
    def __float__(s): return 9.0
def f(x): return Yes()
""",
        """
bool(f(3.0) == 9.0)
bool(abs(f(3.0) - 9.0) < 1e-06)
np.allclose(f(3.0), 9.0)
f(3.0) < 4
""",
    ),
)
