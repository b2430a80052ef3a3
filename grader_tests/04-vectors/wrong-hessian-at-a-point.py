"""Wants the point as a second argument in place of returning a function.

loses: hessian-fwd-over-rev-check::*
hint: keep the signature
source: M18
"""
# %% hessian-fwd-over-rev
def hessian_fwd_over_rev(f, x):
    return jax.jacfwd(jax.grad(f))(x)
