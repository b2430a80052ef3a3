"""NaN, and arrays of no entries or too many, where a careless comparison finds nothing wrong.

loses: fv-check::*, jacobian-by-columns-check::*, delta-method-se-check::*, hvp-check::*
source: threats.md, against the mark
"""
# %% fv
def fv(x):
    return jnp.nan * x[0]
# %% jacobian-by-columns
def jacobian_by_columns(f, x):
    return jnp.full((f(x).size, x.size), jnp.nan)
# %% delta-method-se
def delta_method_se(g, theta, cov):
    return jnp.zeros((0,))
# %% hvp
def hvp(f, x, v):
    return jnp.broadcast_to(jnp.nan, (7, x.size))
