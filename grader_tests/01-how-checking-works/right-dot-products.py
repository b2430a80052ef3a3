"""Linear algebra where a sum would do."""
# %% add
def add(x, y):
    return jnp.stack([x, y]).sum(axis=0)
# %% shapes-first
def shapes_first(x):
    ones = jnp.ones((x.size, x.size))
    return 100.0 * x.reshape(-1, 1) / (ones @ x.reshape(-1, 1))
# %% not-yet
def not_yet(x):
    return x @ jnp.ones(x.size) / max(x.size, 1)
# %% holds
def holds(f):
    def average(x):
        return jnp.dot(x, jnp.ones_like(x)) / x.shape[0]

    tests = jnp.asarray([6.0, -2.0, 0.5, 1.0]), jnp.asarray([40.0, 3.0, -11.5])
    return bool(all(f(t).shape == () and jnp.allclose(f(t), average(t), atol=1e-4) for t in tests))
