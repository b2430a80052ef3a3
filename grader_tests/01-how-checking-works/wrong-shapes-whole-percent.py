"""Rounds to whole percent, as integers: the dtype is named before the rounding.

loses: shapes-first-check::test_three_goods, shapes-first-check::test_other_households,
    shapes-first-check::test_amounts_with_cents, shapes-first-check::test_single_good
hint: integers in, integers out
source: M05
"""
# %% shapes-first
def shapes_first(x):
    return jnp.round(100 * x / x.sum()).astype(int).reshape(-1, 1)
