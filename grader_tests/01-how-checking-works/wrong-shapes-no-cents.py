"""Casts the amounts to integers, because the example has integers.

loses: shapes-first-check::test_amounts_with_cents
hint: keep the cents
source: M05
"""
# %% shapes-first
def shapes_first(x):
    whole = x.astype(int)
    return (100 * whole / whole.sum()).reshape(-1, 1)
