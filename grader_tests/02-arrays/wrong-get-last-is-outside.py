"""Off by one: the last entry counts as outside.

loses: safe-get-check::*
hint: inside is from 0 to n - 1
source: off by one
"""
# %% safe-get
def safe_get(x, i):
    return jnp.where((0 <= i) & (i < x.size - 1), x[i], jnp.nan)
