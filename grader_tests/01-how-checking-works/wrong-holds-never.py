"""Believes nobody.

loses: holds-check::*
hint: the average itself must pass
source: an assert that cannot pass
"""
# %% holds
def holds(f):
    return False
