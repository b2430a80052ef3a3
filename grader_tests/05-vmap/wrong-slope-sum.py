"""The gradient of the sum over all points: right for functions that also work entry by entry on an array.

loses: elementwise-slope-check::test_a_function_of_one_number_only
hint: summing f over all points
source: M10, M21
"""
# %% elementwise-slope
def elementwise_slope(f):
    return jax.grad(lambda xs: jnp.sum(f(xs)))
