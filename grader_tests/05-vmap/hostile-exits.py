"""The process ends, with the status of success, as soon as the last exercise is called.

loses: diag-jacobian-check::*
source: threats.md, layer 0: a student that ends loses the test that asked
"""
# %% diag-jacobian
import os


def diag_jacobian(f, x, block):
    print("diag-jacobian-check: 5 of 5 points", flush=True)
    os._exit(0)
