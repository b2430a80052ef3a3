"""The broken function, not mended: grad refuses whole numbers.

loses: elasticity-check::test_whole_price, elasticity-check::test_every_kind_of_number,
    elasticity-check::test_the_function_sees_only_floats
hint: gradients need floats
source: M15
"""
# %% elasticity
def elasticity(f, x):
    return x * jax.grad(f)(x) / f(x)
