"""A second grad meets a vector.

loses: hessian-fwd-over-rev-check::*
hint: grad wants one number out
source: M33
"""
# %% hessian-fwd-over-rev
def hessian_fwd_over_rev(f):
    return jax.grad(jax.grad(f))
