"""Hands both keys to one draw, which takes a single key.

loses: two-normals-check::*
hint: vmap
source: M121
"""
# %% two-normals
def two_normals(key):
    first, second = jax.random.normal(jax.random.split(key))
    return first, second
