"""One backward run with a cotangent of ones: the rows are added up.

loses: jacobian-by-rows-check::*
hint: a cotangent of ones adds the rows up
source: M21
"""
# %% jacobian-by-rows
def jacobian_by_rows(f, x):
    out, pullback = jax.vjp(f, x)
    return pullback(jnp.ones(out.size))[0]
