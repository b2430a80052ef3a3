"""A loop over the columns in disguise.

loses: column-apply-check::test_one_run_for_all_columns
hint: one call a column: use jax.vmap
source: M54
"""
# %% column-apply
def column_apply(f, X):
    return jnp.stack([f(column) for column in X.T], axis=-1)
