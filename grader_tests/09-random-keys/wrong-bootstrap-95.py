"""Cuts 2.5 % off either end.

loses: bootstrap-ci-check::test_quantiles_of_many_resamples
hint: that is the 95 % interval
source: a reading of the task
"""
# %% bootstrap-ci
def bootstrap_ci(key, x, stat, B):
    def resampled(key):
        rows = jax.random.randint(key, (len(x),), 0, len(x))
        return stat(x[rows])

    values = jax.vmap(resampled)(jax.random.split(key, B))
    low, high = jnp.quantile(values, jnp.array([0.025, 0.975]))
    return low, high
