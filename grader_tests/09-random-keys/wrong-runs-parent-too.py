"""Hands out the key it was given as the first one of each run.

loses: run-keys-check::test_no_key_comes_twice
hint: runs share keys
source: M114
"""
# %% run-keys
def run_keys(key, run, n):
    return jnp.concatenate([key[None], jax.random.split(jax.random.fold_in(key, run), n - 1)])
