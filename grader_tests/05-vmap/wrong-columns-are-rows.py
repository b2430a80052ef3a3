"""Maps the first axis: f gets the rows.

loses: column-apply-check::*
hint: you mapped the rows
source: M49
"""
# %% column-apply
def column_apply(f, X):
    return jax.vmap(f, out_axes=-1)(X)
