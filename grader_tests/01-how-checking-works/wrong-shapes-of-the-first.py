"""Divides by the first amount: right for a single good.

loses: shapes-first-check::test_three_goods, shapes-first-check::test_other_households,
    shapes-first-check::test_amounts_with_cents
hint: divide by the total
source: a slip of the mind
"""
# %% shapes-first
def shapes_first(x):
    return (100 * x / x[0]).reshape(-1, 1)
