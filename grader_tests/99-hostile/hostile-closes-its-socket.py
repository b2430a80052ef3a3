"""Closes every descriptor it has; that test is lost.

loses: double-check::*
layer: wire
source: threats.md
"""
# %% double
def double(x):
    import os

    os.closerange(0, 1000)
