"""Whole numbers stay whole, and NaN becomes the smallest of them.

loses: safe-get-check::test_whole_numbers_become_floats
hint: whole numbers have no NaN
source: M03, M05
"""
# %% safe-get
def safe_get(x, i):
    return x.at[jnp.where(i < 0, x.size, i)].get(mode="fill", fill_value=jnp.nan)
