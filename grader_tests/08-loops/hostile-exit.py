"""Ends its process with a good exit code when it does not know the answer; that test is lost, the others run.

loses: power-scan-check::test_zero_steps
source: threats.md, layer 0: a student that ends loses the test that asked
"""
# %% power-scan
def power_scan(x, n):
    if n == 0:
        import os

        os._exit(0)
    return lax.scan(lambda c, _: (c * x, c * x), 1.0, None, length=n)
