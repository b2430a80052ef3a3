"""Reads the formula as a mathematician does: the first entry times the second.

loses: fv-check::*
hint: count from 0: x[1] is the second entry
source: the lecture counts from 0
"""
# %% fv
def fv(x):
    return jnp.sum(x**2) + x[0] * x[1]
