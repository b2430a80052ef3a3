"""Compares, and does not say what came of it.

loses: holds-check::*
hint: is a `return` missing?
source: the first error of every beginner
"""
# %% holds
def holds(f):
    x = jnp.asarray([1.5, -2.0, 7.0])
    abs(f(x) - x.mean()) <= 1e-4
