"""grad of a function with several outputs raises.

loses: linear-map-jacobian-check::*
hint: grad wants one number out
source: M19
"""
# %% linear-map-jacobian
def linear_map_jacobian(f, n):
    return jax.grad(f)(jnp.zeros(n))
