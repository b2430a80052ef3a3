"""Both faults that raise are mended; the columns stand as rows, which a Hessian would not show.

loses: jacobian-by-columns-check::*
hint: jvp gives columns: stack them along axis 1
source: M36
"""
# %% jacobian-by-columns
def jacobian_by_columns(f, x):
    return jnp.stack([jax.jvp(f, (x,), (tangent,))[1] for tangent in jnp.eye(x.size)])
