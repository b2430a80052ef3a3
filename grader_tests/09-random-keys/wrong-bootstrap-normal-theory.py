"""The statistic plus and minus 1.645 standard deviations of its resamples.

loses: bootstrap-ci-check::test_key_decides, bootstrap-ci-check::test_quantiles_of_many_resamples
hint: take the 5 % and 95 % quantiles
source: a reading of the task
"""
# %% bootstrap-ci
def bootstrap_ci(key, x, stat, B):
    rows = jax.random.randint(key, (B, len(x)), 0, len(x))
    spread = jax.vmap(lambda r: stat(x[r]))(rows).std()
    return stat(x) - 1.645 * spread, stat(x) + 1.645 * spread
