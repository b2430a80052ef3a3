"""The rows are stacked side by side.

loses: jacobian-by-rows-check::*
hint: one row for each output
source: M36
"""
# %% jacobian-by-rows
def jacobian_by_rows(f, x):
    out, pullback = jax.vjp(f, x)
    return jnp.stack([pullback(cotangent)[0] for cotangent in jnp.eye(out.size)], axis=1)
