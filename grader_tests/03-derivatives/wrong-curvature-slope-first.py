"""Unpacks value_and_grad the wrong way round.

loses: value-slope-curvature-check::*
hint: the value comes first
source: M26
"""
# %% value-slope-curvature
def value_slope_curvature(f, x):
    slope_at_x, value = jax.value_and_grad(f)(x)
    return value, slope_at_x, jax.grad(jax.grad(f))(x)
