"""randint up to n - 1: the last row is never drawn.

loses: bootstrap-ci-check::test_interval_around_the_mean, bootstrap-ci-check::test_quantiles_of_many_resamples
hint: resample as many rows as x has
source: off by one
"""
# %% bootstrap-ci
def bootstrap_ci(key, x, stat, B):
    def resampled(key):
        rows = jax.random.randint(key, (len(x),), 0, len(x) - 1)
        return stat(x[rows])

    values = jax.vmap(resampled)(jax.random.split(key, B))
    low, high = jnp.quantile(values, jnp.array([0.05, 0.95]))
    return low, high
