"""Prints the answer and returns nothing.

loses: add-check::test_three_sums, add-check::test_other_sums
hint: is a `return` missing?
source: the first error of every beginner
"""
# %% add
def add(x, y):
    print(x + y)
