"""Draws from the parent after its split: the numbers look right, the discipline is broken.

loses: two-normals-check::test_no_key_is_used_twice
hint: one key, one draw
source: M114
"""
# %% two-normals
def two_normals(key):
    _, subkey = jax.random.split(key)
    return jax.random.normal(key), jax.random.normal(subkey)
