"""Below minus above.

loses: central-diff-check::*, best-step-check::*
hint: above minus below
source: M32
"""
# %% central-diff
def central_diff(f, x, h):
    return (f(x - h) - f(x + h)) / (2 * h)
