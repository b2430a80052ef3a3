"""The pullback's tuple is kept: an axis too many.

loses: jacobian-by-rows-check::*
hint: the pullback returns a tuple
source: M37
"""
# %% jacobian-by-rows
def jacobian_by_rows(f, x):
    out, pullback = jax.vjp(f, x)
    return jnp.array([pullback(cotangent) for cotangent in jnp.eye(out.size)])
