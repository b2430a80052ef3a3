"""Differentiates the mapped function, whose output is a vector.

loses: elementwise-slope-check::*
hint: grad wants one number out
source: M19, M51
"""
# %% elementwise-slope
def elementwise_slope(f):
    return jax.grad(jax.vmap(f))
