"""An integer of fifty thousand digits.

loses: double-check::*
layer: wire
source: threats.md
"""
# %% double
def double(x):
    return 10**50_000
