"""The first fault is mended, the tangents are still ints.

loses: jacobian-by-columns-check::*
hint: a tangent looks like its primal
source: M39
"""
# %% jacobian-by-columns
def jacobian_by_columns(f, x):
    columns = []
    for j in range(x.size):
        tangent = jnp.zeros(x.size, int).at[j].set(1)
        value, column = jax.jvp(f, (x,), (tangent,))
        columns.append(column)
    return jnp.stack(columns, axis=1)
