"""Sums the gradient before the second derivative: the rows are added up.

loses: hessian-fwd-over-rev-check::*
hint: adds the rows up
source: M21
"""
# %% hessian-fwd-over-rev
def hessian_fwd_over_rev(f):
    return jax.grad(lambda x: jax.grad(f)(x).sum())
