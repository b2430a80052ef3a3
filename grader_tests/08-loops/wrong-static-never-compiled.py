"""A plain Python loop: right numbers, but nothing was compiled and n is not static.

loses: power-static-check::test_n_is_static
hint: n is not static
source: M89
"""
# %% power-static
def power_static(x, n):
    result = 1.0
    for _ in range(n):
        result = result * x
    return result
