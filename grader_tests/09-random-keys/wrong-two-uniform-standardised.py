"""Uniform numbers, shifted and scaled to mean 0 and variance 1: not normal.

loses: two-normals-check::test_moments_over_many_keys
hint: normal numbers: jax.random.normal
source: a reading of the task
"""
# %% two-normals
def two_normals(key):
    first, second = 12**0.5 * (jax.random.uniform(key, (2,)) - 0.5)
    return first, second
