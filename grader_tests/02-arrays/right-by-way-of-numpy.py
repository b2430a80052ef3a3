"""Work done on NumPy copies where that is allowed, and given back as JAX arrays."""
# %% set-entry
def set_entry(x, i, v):
    copy = np.array(x, dtype=jnp.result_type(x, v))
    copy[i] = v
    return jnp.array(copy)
# %% safe-get
def safe_get(x, i):
    x, i = np.asarray(x, dtype=np.float32), np.asarray(i)
    inside = (0 <= i) & (i < x.size)
    out = np.full(i.shape, np.nan, dtype=np.float32)
    out[inside] = x[i[inside]]
    return jnp.asarray(out)
# %% sum-of-squares
def sum_of_squares(n):
    exact = np.sum(np.arange(1, n + 1, dtype=np.int64) ** 2)
    with jax.enable_x64(True):
        return jnp.float32(exact), jax.device_put(np.float64(exact), jax.devices("cpu")[0])
