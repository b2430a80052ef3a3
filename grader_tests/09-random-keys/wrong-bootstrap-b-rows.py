"""Draws B rows a time, not as many as x has.

loses: bootstrap-ci-check::test_quantiles_of_many_resamples
hint: as many rows as x has
source: a reading of the task
"""
# %% bootstrap-ci
def bootstrap_ci(key, x, stat, B):
    def resampled(key):
        rows = jax.random.randint(key, (B,), 0, len(x))
        return stat(x[rows])

    values = jax.vmap(resampled)(jax.random.split(key, B))
    low, high = jnp.quantile(values, jnp.array([0.05, 0.95]))
    return low, high
