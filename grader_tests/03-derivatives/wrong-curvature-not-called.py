"""The third entry is the second derivative as a function, not its value at x.

loses: value-slope-curvature-check::*
hint: three numbers
source: M18
"""
# %% value-slope-curvature
def value_slope_curvature(f, x):
    value, slope_at_x = jax.value_and_grad(f)(x)
    return value, slope_at_x, jax.grad(jax.grad(f))
