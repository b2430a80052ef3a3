"""Maps the columns and leaves out_axes at 0, so that columns become rows.

loses: column-apply-check::test_columns_stay_columns, column-apply-check::test_results_of_another_length
hint: columns went in and rows came out
source: M50
"""
# %% column-apply
def column_apply(f, X):
    return jax.vmap(f, in_axes=1)(X)
