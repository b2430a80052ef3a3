"""Differentiates at a vector of ints.

loses: linear-map-jacobian-check::*
hint: gradients need floats
source: M15
"""
# %% linear-map-jacobian
def linear_map_jacobian(f, n):
    return jax.jacobian(f)(jnp.arange(n))
