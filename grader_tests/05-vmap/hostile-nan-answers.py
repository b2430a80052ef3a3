"""NaN, and arrays of no entries or too many, where a careless comparison finds nothing wrong.

loses: elementwise-slope-check::*, column-apply-check::*, loss-grid-check::*, diag-jacobian-check::*
source: threats.md, against the mark
"""
# %% elementwise-slope
def elementwise_slope(f):
    return lambda xs: jnp.zeros((0,))
# %% column-apply
def column_apply(f, X):
    return jnp.nan
# %% loss-grid
def loss_grid(loss, a_values, b_values, cap):
    return jnp.full((len(a_values), len(b_values)), jnp.nan)
# %% diag-jacobian
def diag_jacobian(f, x, block):
    return jnp.full((1, x.size), jnp.nan)
