"""The broken code, unmended.

loses: jacobian-by-columns-check::*
hint: wrap both
source: M39
"""
# %% jacobian-by-columns
def jacobian_by_columns(f, x):
    columns = []
    for j in range(x.size):
        tangent = jnp.zeros(x.size, int).at[j].set(1)
        value, column = jax.jvp(f, x, tangent)
        columns.append(column)
    return jnp.stack(columns)
