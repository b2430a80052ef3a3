"""Reads memory that is not there.

loses: double-check::*
layer: restart
source: threats.md
"""
# %% double
def double(x):
    import ctypes

    ctypes.string_at(0)
