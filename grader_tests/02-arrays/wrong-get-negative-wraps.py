"""Negative positions count from the end.

loses: safe-get-check::test_nan_on_both_sides, safe-get-check::test_whole_numbers_become_floats
hint: a negative position wraps round
source: M03
"""
# %% safe-get
def safe_get(x, i):
    return x.astype(float).at[i].get(mode="fill", fill_value=jnp.nan)
