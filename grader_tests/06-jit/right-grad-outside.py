"""The gradient of the compiled function, forward counts, programs kept in a cache of the student's own.
"""
# %% new after imports
import functools
# %% compiled-gradient
def compiled_gradient(f):
    return jax.grad(jax.jit(f))
# %% count-traces
def count_traces(f, calls):
    program = jax.jit(lambda *args: f(*args))
    for args in calls:
        program(*args)
    return program._cache_size()
# %% tax
def tax(income, rate):
    return jax.lax.cond(income > 10.0, lambda: 1.0 * rate * (income - 10.0), lambda: 0.0 * rate * income)
# %% poly
@functools.lru_cache
def _program(coeffs, derivative):
    if derivative:
        coeffs = tuple(k * c for k, c in enumerate(coeffs))[1:]
    return jax.jit(lambda x: functools.reduce(lambda value, c: value * x + c, coeffs[::-1], 0.0 * x))


def poly(coeffs, x, derivative=False):
    return _program(coeffs, derivative)(x)
# %% pad-to-bucket
def pad_to_bucket(x, sizes):
    n = x.shape[0]
    if n > max(sizes):
        raise ValueError("too long")
    size = min(s for s in sizes if s >= n)
    places = jnp.arange(size)
    mask = places < n
    longer = jnp.append(x, jnp.zeros(1, x.dtype))
    return longer[jnp.where(mask, places, n)], mask
# %% time-it
def time_it(f, x, n, clock=time.perf_counter):
    marks = []
    for _ in range(1 + n):
        marks += [clock()]
        jax.tree.map(lambda array: array.block_until_ready(), f(x))
        marks += [clock()]
    runs = np.array(marks[1::2]) - np.array(marks[::2])
    return {"first": float(runs[0]), "median": float(np.median(runs[1:]))}
# %% audit
def audit(seconds):
    seconds = {name: np.asarray(runs, np.float64) for name, runs in seconds.items()}
    eager, first, work = np.median(seconds["eager"]), np.median(seconds["first"]), np.median(seconds["blocked"])
    pays = max(int(np.ceil((first - work) / (eager - work))), 1) if eager > work else None
    claimed = seconds["eager"].mean() / seconds["unblocked"].mean()
    return {"claimed": claimed, "speedup": eager / work, "compile": first - work, "break_even": pays}
