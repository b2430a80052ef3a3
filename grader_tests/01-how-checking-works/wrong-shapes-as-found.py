"""The broken code as it is found.

loses: shapes-first-check::test_three_goods, shapes-first-check::test_other_households,
    shapes-first-check::test_amounts_with_cents, shapes-first-check::test_single_good
hint: a column has shape (n, 1)
source: the repair exercise's first fault
"""
# %% shapes-first
def shapes_first(x):
    shares = x // x.sum()
    return shares
