"""Asks jax for more memory than there is.

loses: double-check::*
layer: limits
source: threats.md
"""
# %% double
def double(x):
    return jnp.ones((1 << 20, 1 << 12)).sum() + x
