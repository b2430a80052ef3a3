"""Drops the sign, as textbooks do when they speak of demand only.

loses: elasticity-check::test_float_price, elasticity-check::test_whole_price,
    elasticity-check::test_every_kind_of_number
hint: keep the sign
source: M32
"""
# %% elasticity
def elasticity(f, x):
    x = float(x)
    return abs(x * jax.grad(f)(x) / f(x))
