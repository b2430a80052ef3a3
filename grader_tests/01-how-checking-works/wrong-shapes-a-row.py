"""A row of shape (1, n); one good looks the same either way.

loses: shapes-first-check::test_three_goods, shapes-first-check::test_other_households,
    shapes-first-check::test_amounts_with_cents
hint: a column has shape (n, 1)
source: M49
"""
# %% shapes-first
def shapes_first(x):
    return (100 * x / x.sum()).reshape(1, -1)
