"""f'(x) / f(x) is the growth rate; the elasticity is x times as large.

loses: elasticity-check::*
hint: multiply by x
source: a forgotten factor, as M31
"""
# %% elasticity
def elasticity(f, x):
    x = float(x)
    return jax.grad(f)(x) / f(x)
