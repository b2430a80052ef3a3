"""A name that does not exist: the report quotes the line.

loses: not-yet-check::test_average_of_four, not-yet-check::test_other_averages,
    not-yet-check::test_average_of_whole_numbers
hint: averige
source: a slip of the fingers
"""
# %% not-yet
def not_yet(x):
    if x.size == 0:
        return 0.0
    average = x.sum() / x.size
    return averige
