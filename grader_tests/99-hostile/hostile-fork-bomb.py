"""Forks without end; the first fork is refused.

loses: double-check::*
layer: seccomp
source: threats.md
"""
# %% double
def double(x):
    import os

    while True:
        os.fork()
