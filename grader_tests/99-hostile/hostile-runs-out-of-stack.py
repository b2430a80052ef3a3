"""Recursion in C, until the stack ends.

loses: double-check::*
layer: restart
source: threats.md
"""
# %% double
import sys


class Deep:
    def __repr__(self):
        return repr(self)


def double(x):
    sys.setrecursionlimit(10**9)
    return repr(Deep())
