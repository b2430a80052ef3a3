"""NaN, and arrays of no entries or too many, where a careless comparison finds nothing wrong.

loses: add-check::*, shapes-first-check::*, not-yet-check::*
source: threats.md, against the mark
"""
# %% add
def add(x, y):
    return jnp.full(x.shape, jnp.nan)
# %% shapes-first
def shapes_first(x):
    return jnp.zeros((0, 1))
# %% not-yet
def not_yet(x):
    return jnp.nan
