"""Folds in run * n + i: distinct for runs of one length only.

loses: run-keys-check::test_no_key_comes_twice
hint: runs share keys
source: M117
"""
# %% run-keys
def run_keys(key, run, n):
    return jax.vmap(lambda i: jax.random.fold_in(key, run * n + i))(jnp.arange(n))
