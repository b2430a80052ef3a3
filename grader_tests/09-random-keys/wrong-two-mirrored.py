"""The second number is minus the first: uncorrelated with nothing.

loses: two-normals-check::test_key_decides, two-normals-check::test_moments_over_many_keys
hint: one key, one draw
source: M113
"""
# %% two-normals
def two_normals(key):
    first = jax.random.normal(key)
    return first, -first
