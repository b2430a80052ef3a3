"""The gradient by forward mode, counts by a trace-time list, a tax as a mean of absolute values, buckets by searchsorted.
"""
# %% compiled-gradient
def compiled_gradient(f):
    df = jax.jacfwd(f)
    return jax.jit(lambda x: df(x))
# %% count-traces
def count_traces(f, calls):
    marks = {"n": 0}

    def marked(*args):
        marks["n"] += 1
        return f(*args)

    marked = jax.jit(marked)
    while calls:
        marked(*calls[0])
        calls = calls[1:]
    return marks["n"]
# %% tax
def tax(income, rate):
    over = income - 10.0
    return rate * over * (over > 0)
# %% poly
def _poly(coeffs, x, derivative):
    f = lambda t: sum([c * t**k for k, c in enumerate(coeffs)], start=jnp.zeros_like(t))
    return jax.jvp(f, (x,), (jnp.ones_like(x),))[1] if derivative else f(x)


_poly = jax.jit(_poly, static_argnames=("coeffs", "derivative"))


def poly(coeffs, x, derivative=False):
    return _poly(coeffs, jnp.asarray(x, dtype=jnp.float32), derivative=bool(derivative))
# %% pad-to-bucket
def pad_to_bucket(x, sizes):
    i = int(np.searchsorted(sizes, x.shape[0]))
    if i == len(sizes):
        raise ValueError("no bucket")
    extra = sizes[i] - x.shape[0]
    mask = jnp.array([True] * x.shape[0] + [False] * extra)
    return jnp.pad(x, (0, extra), constant_values=0), mask
# %% time-it
def time_it(f, x, n, clock=time.perf_counter):
    first, rest = None, []
    for i in range(n + 1):
        t0 = clock()
        y = f(x)
        jax.block_until_ready(y)
        t1 = clock()
        if i == 0:
            first = t1 - t0
        else:
            rest.append(t1 - t0)
    rest.sort()
    middle = len(rest) // 2
    return {"first": first, "median": rest[middle] if len(rest) % 2 else (rest[middle - 1] + rest[middle]) / 2}
