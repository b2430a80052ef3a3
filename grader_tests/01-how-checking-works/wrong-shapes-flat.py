"""Everything right but the shape, the fault that is named first.

loses: shapes-first-check::test_three_goods, shapes-first-check::test_other_households,
    shapes-first-check::test_amounts_with_cents, shapes-first-check::test_single_good
hint: a column has shape (n, 1)
source: M10
"""
# %% shapes-first
def shapes_first(x):
    return 100 * x / x.sum()
