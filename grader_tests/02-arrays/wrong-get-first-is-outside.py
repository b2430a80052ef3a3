"""Off by one: the first entry counts as outside.

loses: safe-get-check::*
hint: inside is from 0 to n - 1
source: off by one
"""
# %% safe-get
def safe_get(x, i):
    return jnp.where((0 < i) & (i < x.size), x[i], jnp.nan)
