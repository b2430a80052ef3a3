"""Follows the advice in the message: allow_int gives a derivative of type float0, which holds no number.

loses: elasticity-check::test_whole_price, elasticity-check::test_every_kind_of_number,
    elasticity-check::test_the_function_sees_only_floats
hint: did not contain a loop with signature matching types
source: M15
"""
# %% elasticity
def elasticity(f, x):
    return x * jax.grad(f, allow_int=True)(x) / f(x)
