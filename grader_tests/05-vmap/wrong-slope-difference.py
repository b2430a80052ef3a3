"""A mapped difference quotient, which float32 rounds.

loses: elementwise-slope-check::test_slope_at_every_point,
    elementwise-slope-check::test_a_function_of_one_number_only
hint: exact to rounding: map jax.grad(f)
source: M12
"""
# %% elementwise-slope
def elementwise_slope(f):
    return jax.vmap(lambda x: (f(x + 1e-3) - f(x - 1e-3)) / 2e-3)
