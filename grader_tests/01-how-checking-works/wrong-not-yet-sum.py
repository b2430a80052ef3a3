"""The sum, not divided.

loses: not-yet-check::test_average_of_four, not-yet-check::test_other_averages,
    not-yet-check::test_average_of_whole_numbers
hint: that is the sum
source: M31
"""
# %% not-yet
def not_yet(x):
    return x.sum() * 1.0
