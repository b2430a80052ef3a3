"""Makes the second key by adding 1: legal for the older kind only.

loses: two-normals-check::*
hint: key
source: M121
"""
# %% two-normals
def two_normals(key):
    return jax.random.normal(key), jax.random.normal(key + 1)
