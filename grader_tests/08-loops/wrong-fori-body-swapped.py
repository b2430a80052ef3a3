"""The body of fori_loop is written (value, i): no error, wrong numbers.

loses: power-fori-check::test_two_cubed_is_eight, power-fori-check::test_any_power_under_jit
hint: body is (i, value), index first
source: M90
"""
# %% power-fori
def power_fori(x, n):
    return lax.fori_loop(0, n, lambda result, i: result * x, 1.0)
