"""Shuffles the sample and takes three quarters: no row comes twice, so the spread is too small.

loses: bootstrap-ci-check::test_quantiles_of_many_resamples
hint: with replacement
source: replacement
"""
# %% bootstrap-ci
def bootstrap_ci(key, x, stat, B):
    def resampled(key):
        rows = jax.random.permutation(key, len(x))[: 3 * len(x) // 4]
        return stat(x[rows])

    values = jax.vmap(resampled)(jax.random.split(key, B))
    low, high = jnp.quantile(values, jnp.array([0.05, 0.95]))
    return low, high
