"""One key for both draws: the same number twice.

loses: two-normals-check::*
hint: one key, one draw
source: M113
"""
# %% two-normals
def two_normals(key):
    return jax.random.normal(key), jax.random.normal(key)
