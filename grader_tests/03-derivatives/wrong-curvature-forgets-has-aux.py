"""Returns a pair to jax.grad without saying has_aux.

loses: value-slope-curvature-check::*
hint: say has_aux=True
source: M25
"""
# %% value-slope-curvature
def value_slope_curvature(f, x):
    def slope_and_value(t):
        value, slope_at_t = jax.value_and_grad(f)(t)
        return slope_at_t, value

    (slope_at_x, value), curvature = jax.value_and_grad(slope_and_value)(x)
    return value, slope_at_x, curvature
