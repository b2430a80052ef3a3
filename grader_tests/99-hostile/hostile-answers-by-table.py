"""Knows the visible test by heart; the hidden ones ask other things.

loses: double-check::test_any, double-check::test_slope_is_two
hint: not twice x
layer: secret inputs
source: threats.md
"""
# %% double
def double(x):
    return jnp.where(x == 2.0, 4.0, 0.0 * x)
