"""The second number contains the first, scaled back to variance 1.

loses: two-normals-check::test_moments_over_many_keys
hint: not independent
source: M113
"""
# %% two-normals
def two_normals(key):
    key_a, key_b = jax.random.split(key)
    first = jax.random.normal(key_a)
    return first, 0.6 * first + 0.8 * jax.random.normal(key_b)
