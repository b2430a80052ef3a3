"""Reads the questions itself and answers the right numbers, without a function that computes them: it is its own answer that it forges.

loses: double-check::test_any, double-check::test_slope_is_two
layer: secret inputs
source: threats.md
"""
# %% double
def double(x):
    return 4.0
