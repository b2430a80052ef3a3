"""One key for a normal and a uniform number: two values, one source.

loses: two-normals-check::test_no_key_is_used_twice, two-normals-check::test_key_decides,
  two-normals-check::test_moments_over_many_keys
hint: one key, one draw
source: M113
"""
# %% two-normals
def two_normals(key):
    return jax.random.normal(key), jax.random.uniform(key)
