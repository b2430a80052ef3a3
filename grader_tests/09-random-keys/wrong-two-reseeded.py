"""Makes its own key: the same two numbers, whatever the key.

loses: two-normals-check::test_key_decides, two-normals-check::test_moments_over_many_keys
hint: use the key that is passed in
source: M116
"""
# %% two-normals
def two_normals(key):
    key_a, key_b = jax.random.split(jax.random.key(42))
    return jax.random.normal(key_a), jax.random.normal(key_b)
