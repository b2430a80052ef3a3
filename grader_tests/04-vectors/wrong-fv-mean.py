"""Averages the squares.

loses: fv-check::*
hint: the squares are summed, not averaged
source: M31
"""
# %% fv
def fv(x):
    return jnp.mean(x**2) + x[1] * x[2]
