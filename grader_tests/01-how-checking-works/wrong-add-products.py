"""Multiplies, as the task tells to do at first, and is not mended.

loses: add-check::test_three_sums, add-check::test_other_sums
hint: these are the products
source: the task's own first step
"""
# %% add
def add(x, y):
    return x * y
