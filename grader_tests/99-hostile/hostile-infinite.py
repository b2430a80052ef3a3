"""Infinity, beside which every difference is small in proportion.

loses: double-check::*
layer: judge
source: threats.md
"""
# %% double
def double(x):
    return x * jnp.inf
