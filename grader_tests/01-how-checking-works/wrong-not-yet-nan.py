"""The average of nothing is 0 / 0.

loses: not-yet-check::test_nothing_to_average, not-yet-check::test_nothing_is_a_float
hint: ask for x.size == 0 first
source: M126
"""
# %% not-yet
def not_yet(x):
    return x.mean()
