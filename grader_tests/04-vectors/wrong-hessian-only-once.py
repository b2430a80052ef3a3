"""The Jacobian of f itself, which is the gradient.

loses: hessian-fwd-over-rev-check::*
hint: that is the gradient: once more
source: M33
"""
# %% hessian-fwd-over-rev
def hessian_fwd_over_rev(f):
    return jax.jacfwd(f)
