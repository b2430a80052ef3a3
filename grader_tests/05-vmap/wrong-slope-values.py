"""Maps f itself, not its derivative.

loses: elementwise-slope-check::*
hint: these are the values of f
source: M18
"""
# %% elementwise-slope
def elementwise_slope(f):
    return jax.vmap(f)
