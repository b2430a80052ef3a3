"""The average is cast to the dtype of x.

loses: not-yet-check::test_average_of_whole_numbers, not-yet-check::test_nothing_is_a_float
hint: the average of whole numbers is a float
source: M05
"""
# %% not-yet
def not_yet(x):
    average = x.sum() / max(x.size, 1)
    return average.astype(x.dtype)
