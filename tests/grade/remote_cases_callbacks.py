"""Printing, callbacks, checkify, mutable arrays. See `remote_cases`."""

from remote_cases import Case

CASES = (
    Case(
        "debug_print",
        """
def f(x):
    jax.debug.print("x={}", x)
    return x * 2
def g(x):
    jax.debug.print("x={}", x, ordered=True)
    return x * 2
def cb(x):
    jax.debug.callback(lambda v: None, x)
    return x * 2
""",
        """
for h in (f, g, cb):
    shown += [
        h(1.0),
        T(lambda: jax.jit(h)(1.0)),
        T(lambda: jax.grad(h)(1.0)),
        T(lambda: jax.vmap(h)(jnp.ones(2))),
        T(lambda: jax.jit(jax.grad(h))(1.0)),
        T(lambda: lax.scan(lambda c, _: (h(c), None), 1.0, None, length=2)[0]),
    ]
""",
    ),
    Case(
        "pure_callback",
        """
def f(x): return jax.pure_callback(lambda v: np.sin(v), jax.ShapeDtypeStruct((), "float32"), x)
def io(x):
    from jax.experimental import io_callback
    return io_callback(lambda v: np.float32(v), jax.ShapeDtypeStruct((), "float32"), x)
""",
        """
f(1.0)
io(1.0)
jax.jit(f)(1.0)
jax.vmap(f)(jnp.ones(2))
jax.jit(io)(1.0)
jax.grad(f)(1.0)
""",
    ),
    Case(
        "checkify",
        """
from jax.experimental import checkify
def div(x, y):
    checkify.check(y != 0, "zero y")
    return x / y
def safe(x, y):
    e, o = checkify.checkify(div)(x, y)
    return (o, e.get())
def err(x, y): return checkify.checkify(div)(x, y)
def jsafe(x, y):
    e, o = jax.jit(checkify.checkify(div))(x, y)
    return (o, e.get())
""",
        """
from jax.experimental import checkify
safe(1.0, 2.0)
safe(1.0, 0.0)
jsafe(1.0, 0.0)
err(1.0, 0.0)[0].get()
err(1.0, 0.0)[0].throw()
err(1.0, 1.0)[0].throw()
div(1.0, 0.0)
jax.jit(div)(1.0, 0.0)
checkify.checkify(div)(1.0, 0.0)[0].get()
jax.jit(checkify.checkify(div))(1.0, 0.0)[0].get()
jax.jit(err)(1.0, 0.0)[0].get()
checkify.checkify(div)(1.0, 2.0)[1]
checkify.checkify(div)(jnp.float32(1.0), jnp.float32(0.0))[0].get()
checkify.checkify(div)(jnp.float32(1.0), jnp.float32(2.0))
jax.vmap(err)(jnp.ones(2), jnp.array([1.0, 0.0]))[1]
""",
    ),
    Case(
        "debug_methods",
        """
def f(x): return jnp.sum(x)
""",
        """
jax.jit(f).lower(jnp.ones(3)).compile().memory_analysis() is not None
jax.jit(f)._cache_size()
""",
    ),
    Case(
        "block_until_ready_spy",
        """
import time
def time_it(f, x, n):
    t = []
    for _ in range(n):
        a = time.perf_counter()
        f(x).block_until_ready()
        t.append(time.perf_counter() - a)
    return {"first": t[0], "median": sorted(t)[n // 2]}
def time_nb(f, x, n):
    for _ in range(n): f(x)
    return {"first": 1.0, "median": 1.0}
""",
        """
class Spy:
    def __init__(s): s.n = 0
    def block_until_ready(s):
        s.n += 1
        return s
s = Spy()
calls = [0]
def f(x):
    calls[0] += 1
    return s
d = time_it(f, 1.0, 5)
a = s.n
time_nb(f, 1.0, 5)
a
s.n
calls[0]
sorted(d)
""",
    ),
    Case(
        "refs",
        """
def f(x):
    r = jax.new_ref(x)
    r[...] = r[...] * 2
    return r[...]
def upd(r): r[...] = r[...] + 1.0
""",
        """
f(1.0)
jax.jit(f)(1.0)
jax.grad(f)(1.0)
r = jax.new_ref(jnp.zeros(2))
upd(r)
r[...]
""",
    ),
)
