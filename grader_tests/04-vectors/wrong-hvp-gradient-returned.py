"""Takes the first of jvp's pair, the gradient.

loses: hvp-check::*
hint: that is the gradient at x
source: M26
"""
# %% hvp
def hvp(f, x, v):
    return jax.jvp(jax.grad(f), (x,), (v,))[0]
