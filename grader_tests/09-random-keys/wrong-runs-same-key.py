"""One key for the whole run, n times.

loses: run-keys-check::test_four_keys, run-keys-check::test_no_key_comes_twice
hint: all different
source: M118
"""
# %% run-keys
def run_keys(key, run, n):
    return jax.vmap(lambda i: jax.random.fold_in(key, run))(jnp.arange(n))
