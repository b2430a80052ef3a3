"""The second derivative in each entry alone.

loses: hessian-fwd-over-rev-check::*
hint: not its diagonal
source: M21
"""
# %% hessian-fwd-over-rev
def hessian_fwd_over_rev(f):
    return lambda x: jnp.diagonal(jax.jacfwd(jax.grad(f))(x))
