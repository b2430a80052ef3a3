"""The Hessian at v, times x.

loses: hvp-check::*
hint: first make the product right
source: M22
"""
# %% hvp
def hvp(f, x, v):
    return jax.jvp(jax.grad(f), (v,), (x,))[1]
