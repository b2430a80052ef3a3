"""Multiplies the slopes, as the outer product of scores does.

loses: hessian-fwd-over-rev-check::*
hint: that multiplies slopes
source: the BHHH estimate taken for the Hessian
"""
# %% hessian-fwd-over-rev
def hessian_fwd_over_rev(f):
    return lambda x: jnp.outer(jax.grad(f)(x), jax.grad(f)(x))
