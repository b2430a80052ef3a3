"""Subtracts.

loses: add-check::test_three_sums, add-check::test_other_sums
hint: these are the differences
source: M32
"""
# %% add
def add(x, y):
    return x - y
