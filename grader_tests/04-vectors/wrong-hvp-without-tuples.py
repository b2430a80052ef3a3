"""jvp's arguments are not tuples.

loses: hvp-check::*
hint: wrap both
source: M39
"""
# %% hvp
def hvp(f, x, v):
    return jax.jvp(jax.grad(f), x, v)[1]
