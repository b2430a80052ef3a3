"""One row for each input, as a table of derivatives by parameter.

loses: linear-map-jacobian-check::*
hint: that is the transpose
source: M36
"""
# %% linear-map-jacobian
def linear_map_jacobian(f, n):
    return jnp.stack([f(unit) for unit in jnp.eye(n)])
