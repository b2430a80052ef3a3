"""Ends its process, with the status of success, when it does not know the answer; that test is lost, the others run.

loses: not-yet-check::test_nothing_to_average, not-yet-check::test_nothing_is_a_float
source: threats.md, layer 0: a student that ends loses the test that asked
"""
# %% not-yet
import os

def not_yet(x):
    if x.size == 0:
        os._exit(0)
    return x.mean()
