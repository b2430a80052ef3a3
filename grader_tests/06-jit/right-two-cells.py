"""Helpers stand in a cell of the student's own, further down; solutions are lambdas and partials.
"""
# %% compiled-gradient
compiled_gradient = lambda f: jax.jit(jax.jacrev(f))
# %% count-traces
def count_traces(f, calls):
    counter = Counter(f)
    compiled = jax.jit(counter.run)
    [compiled(*args) for args in calls]
    return counter.runs
# %% new after count-traces
class Counter:
    def __init__(self, f):
        self.f, self.runs = f, 0

    def run(self, *args):
        self.runs = self.runs + 1
        return self.f(*args)
# %% tax
tax = jax.jit(lambda income, rate: rate * jnp.clip(income - 10.0, min=0.0))
# %% poly
poly = jax.jit(lambda coeffs, x, derivative=False: _evaluate(coeffs, x, derivative), static_argnums=(0, 2))
# %% new after poly
def _evaluate(coeffs, x, derivative):
    start = 1 if derivative else 0
    value = jnp.zeros_like(x, dtype=float)
    for k in range(start, len(coeffs)):
        value = value + (coeffs[k] * k * x ** (k - 1) if derivative else coeffs[k] * x**k)
    return value
# %% pad-to-bucket
def pad_to_bucket(x, sizes):
    return _padded(x, _bucket(len(x), sizes)), _padded(jnp.ones_like(x, dtype=bool), _bucket(len(x), sizes))
# %% new after pad-to-bucket
def _bucket(n, sizes):
    if n > sizes[-1]:
        raise ValueError(n)
    return sizes[sum(size < n for size in sizes)]


def _padded(x, size):
    return jax.lax.dynamic_update_slice(jnp.zeros((size,), x.dtype), x, (0,))
# %% time-it
def time_it(f, x, n, clock=time.perf_counter):
    runs = [_seconds(f, x, clock) for _ in range(n + 1)]
    return {"first": runs[0], "median": statistics.median(runs[1:])}
# %% new after time-it
def _seconds(f, x, clock):
    start = clock()
    f_of_x = f(x)
    f_of_x = jax.block_until_ready(f_of_x)
    f_of_x = jax.block_until_ready(f_of_x)
    return clock() - start
