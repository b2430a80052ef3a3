"""Results and arguments of every kind: trees, NumPy, dtypes, iterators. See `remote_cases`."""

from remote_cases import Case

CASES = (
    Case(
        "out_trees",
        """
def f(x): return {"b": x, "a": (x * 2, [x * 3, None]), "c": None}
def g(x): return ()
def h(x): return None
""",
        """
f(2.0)
jax.jit(f)(2.0)
jax.vmap(f)(jnp.arange(2.0))
list(f(1.0))
list(jax.jit(f)(1.0))
g(1.0)
jax.jit(g)(1.0)
h(1.0)
jax.jit(h)(1.0)
jax.tree.structure(f(1.0))
jax.tree.structure(jax.jit(f)(1.0))
""",
    ),
    Case(
        "odd_dict_keys",
        """
def f(x): return {1: x, 2: x * 2}
def g(x): return {(0, 1): x}
def h(d): return d[0, 1] + d["a"] if (0, 1) in d else d[3]
""",
        """
f(1.0)
jax.jit(f)(1.0)
g(1.0)
jax.jit(g)(1.0)
jax.jit(h)({3: 2.0})
""",
    ),
    Case(
        "python_scalars_out",
        """
def f(x): return 3
def g(x): return 2.5
def h(x): return True
def c(x): return 1 + 2j
def s(x): return "abc"
def b(x): return b"ab"
def big(x): return 2**70
""",
        """
f(1.0)
g(1.0)
h(1.0)
c(1.0)
s(1.0)
b(1.0)
big(1.0)
jax.jit(f)(1.0)
jax.jit(g)(1.0)
jax.jit(h)(1.0)
jax.jit(c)(1.0)
jax.jit(s)(1.0)
jax.vmap(f)(jnp.ones(2))
jax.vmap(s)(jnp.ones(2))
jax.grad(g)(1.0)
jax.grad(f)(1.0)
""",
    ),
    Case(
        "numpy_kinds",
        """
def kind(x): return type(x).__module__.split(".")[0] + "." + type(x).__name__
def npout(x): return np.sin(np.asarray(x))
def nps(x): return np.float32(x)
def npd(x): return np.float64(x)
""",
        """
kind(np.ones(3))
kind(np.float32(1))
kind(np.float64(1))
kind(1.0)
kind(True)
kind((1, 2))
kind([1])
type(npout(np.ones(2))).__name__
npout(1.0)
nps(1.0)
npd(1.0)
kind(2**40)
kind(1j)
kind("s")
""",
    ),
    Case(
        "numpy_in_semantics",
        """
def f(x):
    x[0] = 5.0
    return x
def g(x): return x * np.float64(2)
""",
        """
a = np.ones(3)
f(a)
a
f(jnp.ones(3))
g(jnp.ones(2))
g(np.ones(2))
g(2.0)
""",
    ),
    Case(
        "dtypes_through",
        """
def f(x): return x
def g(x): return x.dtype
def d(x):
    return {
        "shape": x.shape,
        "dtype": x.dtype,
        "weak": x.weak_type,
        "platform": list(x.devices())[0].platform,
    }
""",
        """
(
    *[
        f(jnp.ones(2, t))
        for t in (
            "bfloat16",
            "float16",
            "int8",
            "uint8",
            "uint32",
            "bool",
            "complex64",
            "int4",
            "float8_e4m3fn",
        )
    ],
)
g(jnp.ones(2, "bfloat16")) == jnp.bfloat16
f(jnp.zeros((0, 3)))
f(jnp.array(2.0))
f(jnp.asarray(2.0))
d(jnp.ones((2, 3)))
d(jnp.asarray(1.0))
f(jnp.array([jnp.nan, jnp.inf]))
d(jnp.ones(2))["dtype"] == jnp.float32
""",
    ),
    Case(
        "misc_objects_out",
        """
def f():
    return [slice(1, 2), range(3), {1, 2}, frozenset([1]), ..., jnp.float32, np.dtype("int32"), float]
def z(): return zip([1, 2], [3, 4])
def gen():
    yield 1
    yield 2
""",
        """
f()
list(z())
list(gen())
jnp.zeros(2, f()[5])
f()[7] is float
""",
    ),
    Case(
        "ordered_defaultdict",
        """
def f(x): return collections.OrderedDict(b=x, a=2 * x)
def g(x):
    d = collections.defaultdict(int)
    d["z"] = x
    return d
def use(o): return list(o.items())[0][0]
""",
        """
list(f(1.0).items())
f(1.0)["a"]
jax.jit(f)(1.0)
g(1.0)["z"]
use(f(1.0))
list(f(1.0).keys())
use(collections.OrderedDict(q=1.0, a=2.0))
""",
    ),
    Case(
        "results_are_arrays",
        """
def f(x): return x * 2
""",
        """
r = f(jnp.arange(6.0).reshape(2, 3))
r.sum()
r.T
r.at[0, 0].set(1.0)
r.reshape(-1)
float(r[0, 1])
r.mean(axis=0)
isinstance(r, jax.Array)
r.block_until_ready().shape
len(r)
[v.shape for v in r]
np.asarray(r)
r.device.platform
r.weak_type
type(r).__name__
hash(str(r.dtype))
r.is_deleted()
r.addressable_data(0)
""",
    ),
    Case(
        "nan_inf_args",
        """
def f(x): return x
def g(x): return jnp.nan_to_num(x)
""",
        """
f(float("nan"))
f(float("inf"))
g(jnp.array([jnp.nan, 1.0]))
jax.jit(f)(float("-inf"))
""",
    ),
    Case(
        "iterators_and_counters",
        """
def s(it): return sum(it)
def c(w): return collections.Counter(w)
def d(n): return collections.deque(range(n))
def g(n): return (i * i for i in range(n))
""",
        """
s(iter([1, 2]))
s((x for x in (1, 2, 3)))
s({"a": 1}.values())
s(zip([1], [2])) if 0 else 0
c("aab") == {"a": 2, "b": 1}
c("aab")
list(d(3))
next(g(3))
list(g(3))
[a for a in g(2)]
""",
    ),
    Case(
        "big_constant_in_jit",
        """
def f(x, D): return jnp.sum(x * D)
""",
        """
D = jnp.ones(300000)
jax.jit(lambda x: f(x, D))(2.0)
jax.grad(lambda x: f(x, D))(2.0)
jax.jit(jax.grad(lambda x: f(x, D)))(2.0)
""",
    ),
)
