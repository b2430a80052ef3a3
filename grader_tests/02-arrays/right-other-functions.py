"""Other functions of JAX for everything: typeof, where, take, dot, bincount, an own quotient."""
# %% describe
def describe(x):
    array = jnp.asarray(x)
    kind = jax.typeof(array)
    return dict(shape=kind.shape, dtype=kind.dtype.name, weak=kind.weak_type, platform=array.device.platform)
# %% set-entry
def set_entry(x, i, v):
    n = len(x)
    if i >= n or i < -n:
        raise IndexError("no such entry")
    return jnp.where(jnp.arange(n) == i % n, v, jnp.asarray(x))
# %% safe-get
def safe_get(x, i):
    return jnp.where((i >= 0) & (i < len(x)), jnp.take(x, i, mode="clip"), jnp.nan)
# %% sum-of-squares
def sum_of_squares(n):
    k = jnp.linspace(1.0, n, n, dtype=jnp.float32)
    with jax.enable_x64():
        cpu = jax.devices("cpu")[0]
        wide = jnp.arange(1, n + 1, dtype=jnp.int64, device=cpu)
        return jnp.dot(k, k), jnp.vdot(wide, wide).astype(jnp.float64)
# %% herfindahl
def herfindahl(firms, sales, k):
    totals = jnp.bincount(firms, weights=sales, length=k)
    return (totals @ totals) / sales.sum() ** 2
# %% central-diff
def central_diff(f, x, h):
    return 0.5 * ((f(x + h) - f(x)) / h + (f(x) - f(x - h)) / h)
# %% best-step
def best_step(f, df, x, steps, bits):
    dtype = jnp.float32 if bits == 32 else jnp.float64
    with jax.enable_x64(bits == 64):
        x = jnp.array(x, dtype=dtype)
        pairs = [(jnp.abs(central_diff(f, x, h) - df(x)), h) for h in jnp.array(steps, dtype=dtype)]
        error, step = min(pairs, key=lambda pair: float(pair[0]))
        return step, error
