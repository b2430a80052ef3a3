"""Converts a Python int, and forgets that NumPy and JAX have ints too.

loses: elasticity-check::test_every_kind_of_number
hint: gradients need floats
source: M15
"""
# %% elasticity
def elasticity(f, x):
    if isinstance(x, int):
        x = float(x)
    return x * jax.grad(f)(x) / f(x)
