"""Unit cotangents of ints.

loses: jacobian-by-rows-check::*
hint: a cotangent looks like the output
source: M38
"""
# %% jacobian-by-rows
def jacobian_by_rows(f, x):
    out, pullback = jax.vjp(f, x)
    return jnp.stack([pullback(cotangent)[0] for cotangent in jnp.eye(out.size, dtype=int)])
