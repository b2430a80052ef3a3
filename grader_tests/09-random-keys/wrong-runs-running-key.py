"""The lecture's running key, a chain of n splits, unrolled.

loses: run-keys-check::test_no_loop
hint: one split makes all n keys
source: the lecture: a running key
"""
# %% run-keys
def run_keys(key, run, n):
    running, keys = jax.random.fold_in(key, run), []
    for _ in range(n):
        running, subkey = jax.random.split(running)
        keys.append(subkey)
    return jnp.stack(keys)
