"""A Python loop over batches of ten resamples: stat is called again for each batch.

loses: bootstrap-ci-check::test_statistic_is_traced
hint: stat is called for every resample
source: M54
"""
# %% bootstrap-ci
def bootstrap_ci(key, x, stat, B):
    values = []
    for key in jax.random.split(key, B // 10):
        rows = jax.random.randint(key, (10, len(x)), 0, len(x))
        values.append(jax.vmap(lambda r: stat(x[r]))(rows))
    low, high = jnp.quantile(jnp.concatenate(values), jnp.array([0.05, 0.95]))
    return low, high
