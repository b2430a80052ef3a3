"""Divides by n - 1, as for a variance.

loses: not-yet-check::test_average_of_four, not-yet-check::test_other_averages,
    not-yet-check::test_average_of_whole_numbers
hint: divide by n, not by n - 1
source: off by one
"""
# %% not-yet
def not_yet(x):
    return x.sum() / max(x.size - 1, 1) if x.size else 0.0
