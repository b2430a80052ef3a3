"""Casts the other way, to an int, and gives the answer back as an int.

loses: elasticity-check::*
hint: elasticity
source: M05
"""
# %% elasticity
def elasticity(f, x):
    x = float(x)
    return (x * jax.grad(f)(x) / f(x)).astype(int)
