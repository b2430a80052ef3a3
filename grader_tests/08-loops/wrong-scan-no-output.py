"""The body returns the carry only, not a pair.

loses: power-scan-check::*
hint: pair
source: M93
"""
# %% power-scan
def power_scan(x, n):
    return lax.scan(lambda result, _: result * x, 1.0, None, length=n)
