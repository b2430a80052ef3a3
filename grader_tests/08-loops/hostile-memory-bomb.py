"""Takes memory until none is left; the limit of its own process stops it, and one test is lost.

loses: power-scan-check::test_zero_steps
source: threats.md, layer 4: address space of the one process
"""
# %% power-scan
def power_scan(x, n):
    if n == 0:
        hoard = [np.ones(2**20)]
        while True:
            hoard.append(np.empty(2**27))
    return lax.scan(lambda c, _: (c * x, c * x), 1.0, None, length=n)
