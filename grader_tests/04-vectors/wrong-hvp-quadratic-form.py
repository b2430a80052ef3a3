"""Multiplies by v from both sides.

loses: hvp-check::*
hint: one v is enough
source: M41
"""
# %% hvp
def hvp(f, x, v):
    return jax.jvp(lambda t: jax.grad(f)(t) @ v, (x,), (v,))[1]
