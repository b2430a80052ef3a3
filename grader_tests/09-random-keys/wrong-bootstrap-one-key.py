"""One key for all resamples: one resample, B times.

loses: bootstrap-ci-check::*
hint: one key, one draw
source: M118
"""
# %% bootstrap-ci
def bootstrap_ci(key, x, stat, B):
    def resampled(key):
        rows = jax.random.randint(key, (len(x),), 0, len(x))
        return stat(x[rows])

    values = jax.vmap(resampled)(jnp.broadcast_to(key, (B,)))
    low, high = jnp.quantile(values, jnp.array([0.05, 0.95]))
    return low, high
