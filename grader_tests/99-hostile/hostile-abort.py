"""Aborts, as a failing library does.

loses: double-check::*
layer: restart
source: threats.md
"""
# %% double
def double(x):
    import os

    os.abort()
