"""One run by value_and_grad, and a difference of two more values for the curvature.

loses: value-slope-curvature-check::*
hint: exact to rounding
source: M12
"""
# %% value-slope-curvature
def value_slope_curvature(f, x, h=1e-3):
    value, slope_at_x = jax.value_and_grad(f)(x)
    return value, slope_at_x, (f(x + h) - 2 * value + f(x - h)) / h**2
