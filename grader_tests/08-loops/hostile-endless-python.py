"""Never answers one question; the deadline of that test stops it.

loses: power-static-check::test_n_is_static
source: threats.md, layer 4: wall clock, enforced from outside
"""
# %% power-static
def power_static(x, n):
    while not isinstance(n, int):
        pass
    return _power(x, n)


def _power(x, n):
    result = 1.0
    for _ in range(n):
        result = result * x
    return result
