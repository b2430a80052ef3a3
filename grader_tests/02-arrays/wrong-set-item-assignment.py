"""Assigns to an entry of the array.

loses: set-entry-check::*
hint: JAX arrays cannot be changed
source: M01
"""
# %% set-entry
def set_entry(x, i, v):
    x = jnp.asarray(x)
    x[i] = v
    return x
