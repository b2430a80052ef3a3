"""A forward difference: one side only.

loses: central-diff-check::*, best-step-check::test_least_error_in_size, best-step-check::test_slope_of_the_sine,
    best-step-check::test_precision_is_that_of_bits
hint: that is one side only
source: own experience
"""
# %% central-diff
def central_diff(f, x, h):
    return (f(x + h) - f(x)) / h
