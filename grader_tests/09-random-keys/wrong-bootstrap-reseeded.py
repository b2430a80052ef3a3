"""Seeds resample b with b: another key changes nothing.

loses: bootstrap-ci-check::test_key_decides
hint: use the key that is passed in
source: M116
"""
# %% bootstrap-ci
def bootstrap_ci(key, x, stat, B):
    def resampled(key):
        rows = jax.random.randint(key, (len(x),), 0, len(x))
        return stat(x[rows])

    values = jax.vmap(resampled)(jax.vmap(jax.random.key)(jnp.arange(B)))
    low, high = jnp.quantile(values, jnp.array([0.05, 0.95]))
    return low, high
