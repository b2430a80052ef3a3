"""As many cotangents as inputs, each of the input's size: right for square matrices.

loses: jacobian-by-rows-check::*
hint: a cotangent looks like the output
source: M38
"""
# %% jacobian-by-rows
def jacobian_by_rows(f, x):
    _, pullback = jax.vjp(f, x)
    return jnp.stack([pullback(cotangent)[0] for cotangent in jnp.eye(x.size)])
