"""out_axes=1, which a function that returns a number does not have.

loses: column-apply-check::test_squares_of_a_table_with_one_row, column-apply-check::test_mean_of_each_column,
    column-apply-check::test_one_run_for_all_columns
hint: axis 1 is out of bounds
source: M50
"""
# %% column-apply
def column_apply(f, X):
    return jax.vmap(f, in_axes=1, out_axes=1)(X)
