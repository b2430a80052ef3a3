"""The directional derivative of f, one number.

loses: hvp-check::*
hint: that is grad f times v, one number
source: M41
"""
# %% hvp
def hvp(f, x, v):
    return jax.jvp(f, (x,), (v,))[1]
