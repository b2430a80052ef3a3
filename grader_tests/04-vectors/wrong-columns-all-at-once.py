"""One forward run along ones: the columns are added up.

loses: jacobian-by-columns-check::*
hint: a tangent of ones adds the columns up
source: M21
"""
# %% jacobian-by-columns
def jacobian_by_columns(f, x):
    return jax.jvp(f, (x,), (jnp.ones_like(x),))[1]
