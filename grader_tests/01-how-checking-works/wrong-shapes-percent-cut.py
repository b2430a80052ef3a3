"""Counts in percent and still divides by //: one good is right, and of a wrong dtype.

loses: shapes-first-check::test_three_goods, shapes-first-check::test_other_households,
    shapes-first-check::test_amounts_with_cents, shapes-first-check::test_single_good
hint: // cuts every share down
source: the repair exercise's second fault
"""
# %% shapes-first
def shapes_first(x):
    return (100 * x // x.sum()).reshape(-1, 1)
