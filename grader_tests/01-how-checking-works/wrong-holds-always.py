"""Believes everybody.

loses: holds-check::*
hint: compare the numbers as well
source: an assert that cannot fail
"""
# %% holds
def holds(f):
    return True
