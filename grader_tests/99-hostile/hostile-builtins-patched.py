"""abs answers what pleases; the judge has its own builtins.

loses: double-check::*
layer: judge
source: threats.md
"""
# %% double
import builtins


def double(x):
    return x


real_abs = abs
builtins.abs = lambda x: 0 * real_abs(x)
