"""Every answer is NaN, for which no comparison of size is true.

loses: double-check::*
layer: judge
source: threats.md
"""
# %% double
def double(x):
    return x * jnp.nan
