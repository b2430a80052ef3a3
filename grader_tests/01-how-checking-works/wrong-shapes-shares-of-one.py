"""The third fault is left: shares of 1, not of 100.

loses: shapes-first-check::test_three_goods, shapes-first-check::test_other_households,
    shapes-first-check::test_amounts_with_cents, shapes-first-check::test_single_good
hint: in percent, times 100
source: M31
"""
# %% shapes-first
def shapes_first(x):
    shares = x / x.sum()
    return shares.reshape(-1, 1)
