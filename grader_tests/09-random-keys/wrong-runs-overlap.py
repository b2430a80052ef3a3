"""Folds in run + i: step 1 of run 0 is step 0 of run 1.

loses: run-keys-check::test_no_key_comes_twice
hint: runs share keys
source: M117
"""
# %% run-keys
def run_keys(key, run, n):
    return jax.vmap(lambda i: jax.random.fold_in(key, run + i))(jnp.arange(n))
