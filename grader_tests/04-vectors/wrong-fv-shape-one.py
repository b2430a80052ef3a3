"""An array of shape (1,) for one number; grad refuses it.

loses: fv-check::*
hint: one number of shape ()
source: M20
"""
# %% fv
def fv(x):
    return jnp.sum(x**2, keepdims=True) + x[1:2] * x[2:3]
