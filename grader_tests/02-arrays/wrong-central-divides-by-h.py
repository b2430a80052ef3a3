"""The two points are taken to be h apart.

loses: central-diff-check::*, best-step-check::*
hint: the two points are 2h apart
source: dropped factor
"""
# %% central-diff
def central_diff(f, x, h):
    return (f(x + h) - f(x - h)) / h
