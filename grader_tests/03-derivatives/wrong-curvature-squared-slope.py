"""Squares the slope for the second derivative.

loses: value-slope-curvature-check::*
hint: the curvature is the derivative of the slope, not its square
source: notation d²f/dx²
"""
# %% value-slope-curvature
def value_slope_curvature(f, x):
    value, slope_at_x = jax.value_and_grad(f)(x)
    return value, slope_at_x, slope_at_x**2
