"""Mends the dtype by a cast behind the division, when the numbers are gone.

loses: shapes-first-check::test_three_goods, shapes-first-check::test_other_households,
    shapes-first-check::test_amounts_with_cents, shapes-first-check::test_single_good
hint: divide with /
source: the repair exercise's second fault
"""
# %% shapes-first
def shapes_first(x):
    shares = (x // x.sum()).astype(float)
    return shares.reshape(-1, 1)
