"""Builds the Jacobian and takes its diagonal.

loses: diag-jacobian-check::test_no_square_array
hint: a 40 by 40 array arises
source: M40
"""
# %% diag-jacobian
def diag_jacobian(f, x, block):
    return jnp.diagonal(jax.jacobian(f)(x))
