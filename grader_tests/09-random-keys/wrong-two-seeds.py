"""Passes seeds where keys are wanted.

loses: two-normals-check::*
hint: key
source: M122
"""
# %% two-normals
def two_normals(key):
    return jax.random.normal(0), jax.random.normal(1)
