"""Takes the first of jvp's pair, the value.

loses: jacobian-by-columns-check::*
hint: exact to rounding
source: M26
"""
# %% jacobian-by-columns
def jacobian_by_columns(f, x):
    return jnp.stack([jax.jvp(f, (x,), (tangent,))[0] for tangent in jnp.eye(x.size)], axis=1)
