"""Returns (high, low).

loses: bootstrap-ci-check::test_interval_around_the_mean,
  bootstrap-ci-check::test_quantiles_of_many_resamples, bootstrap-ci-check::test_statistic_is_traced
hint: (low, high)
source: swapped results
"""
# %% bootstrap-ci
def bootstrap_ci(key, x, stat, B):
    def resampled(key):
        rows = jax.random.randint(key, (len(x),), 0, len(x))
        return stat(x[rows])

    values = jax.vmap(resampled)(jax.random.split(key, B))
    low, high = jnp.quantile(values, jnp.array([0.95, 0.05]))
    return low, high
