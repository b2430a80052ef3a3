"""Takes the advice of grad's message and sums the outputs: the rows are added up.

loses: linear-map-jacobian-check::*
hint: grad of a sum adds the rows up
source: M21
"""
# %% linear-map-jacobian
def linear_map_jacobian(f, n):
    return jax.grad(lambda x: f(x).sum())(jnp.zeros(n))
