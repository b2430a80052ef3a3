"""Seeds with the number of the run: another key changes nothing.

loses: run-keys-check::test_keys_follow_the_key
hint: use the key that is passed in
source: M117
"""
# %% run-keys
def run_keys(key, run, n):
    return jax.random.split(jax.random.key(run, impl=jax.random.key_impl(key)), n)
