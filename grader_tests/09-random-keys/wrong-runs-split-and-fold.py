"""Splits a key and folds into it as well: the two make the same keys.

loses: run-keys-check::test_four_keys, run-keys-check::test_no_key_comes_twice
hint: all different
source: split and fold_in from one key
"""
# %% run-keys
def run_keys(key, run, n):
    own = jax.random.fold_in(key, run)
    return jnp.concatenate([jax.random.fold_in(own, 0)[None], jax.random.split(own, n - 1)])
