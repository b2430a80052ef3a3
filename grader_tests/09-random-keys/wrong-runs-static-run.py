"""Splits into run + 1 keys and takes the last: run sets a shape, so it cannot be traced.

loses: run-keys-check::test_run_may_be_traced, run-keys-check::test_no_loop
hint: while tracing
source: M59
"""
# %% run-keys
def run_keys(key, run, n):
    return jax.random.split(jax.random.split(key, run + 1)[run], n)
