"""The specification in float32, with a step that rounding drowns.

loses: jacobian-by-rows-check::*
hint: exact to rounding
source: M12
"""
# %% jacobian-by-rows
def jacobian_by_rows(f, x):
    h = 1e-4
    return jnp.stack([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in jnp.eye(x.size)], axis=1)
