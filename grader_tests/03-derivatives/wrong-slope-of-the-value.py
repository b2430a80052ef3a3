"""jax.grad gets the value f(x) instead of the function f.

loses: slope-check::test_slope_of_the_square, slope-check::test_slope_in_y_with_x_held_at_two,
    slope-check::test_exact_where_a_quotient_is_not,
    slope-check::test_slope_of_a_slope
hint: pass the function, not its result
source: M17
"""
# %% slope
def slope(f):
    return lambda x: jax.grad(f(x))
