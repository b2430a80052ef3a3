"""Follows the slow specification and forgets its last line: a Python list of numbers.

loses: add-check::test_three_sums, add-check::test_other_sums
hint: that is a Python list
source: M09
"""
# %% add
def add(x, y):
    sums = []
    for a, b in zip(x, y):
        sums.append(float(a) + float(b))
    return sums
