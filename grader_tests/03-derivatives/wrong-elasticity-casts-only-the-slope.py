"""Only grad gets a float; f(x) is still computed with the int, and wraps round.

loses: elasticity-check::test_the_function_sees_only_floats
hint: convert x to a float once, at the top
source: M15, M08
"""
# %% elasticity
def elasticity(f, x):
    return x * jax.grad(f)(float(x)) / f(x)
