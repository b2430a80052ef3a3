"""Ignores the number of the run.

loses: run-keys-check::test_no_key_comes_twice
hint: runs share keys
source: M118
"""
# %% run-keys
def run_keys(key, run, n):
    return jax.random.split(key, n)
