"""Resamples each column by itself: what belongs together is torn apart.

loses: bootstrap-ci-check::test_quantiles_of_many_resamples
hint: resample as many rows
source: rows are observations
"""
# %% bootstrap-ci
def bootstrap_ci(key, x, stat, B):
    columns = x.reshape(len(x), -1)

    def resampled(key):
        rows = jax.random.randint(key, columns.shape, 0, len(x))
        return stat(jnp.take_along_axis(columns, rows, axis=0).reshape(x.shape))

    values = jax.vmap(resampled)(jax.random.split(key, B))
    low, high = jnp.quantile(values, jnp.array([0.05, 0.95]))
    return low, high
