"""Of nothing, the integer 0.

loses: not-yet-check::test_nothing_to_average, not-yet-check::test_nothing_is_a_float
hint: integers in, integers out
source: M100
"""
# %% not-yet
def not_yet(x):
    return x.mean() if x.size else 0
