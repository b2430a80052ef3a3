"""Counts in percent, divides by //, and mends the dtype by a cast: a single good is right.

loses: shapes-first-check::test_three_goods, shapes-first-check::test_other_households,
    shapes-first-check::test_amounts_with_cents
hint: // cuts every share down
source: the repair exercise's second fault
"""
# %% shapes-first
def shapes_first(x):
    return (100 * x // x.sum()).astype(float).reshape(-1, 1)
