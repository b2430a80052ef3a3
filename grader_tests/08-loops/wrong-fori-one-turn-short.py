"""The loop starts at 1, as in mathematics, and makes n - 1 turns.

loses: power-fori-check::test_two_cubed_is_eight, power-fori-check::test_any_power_under_jit
hint: count the turns
source: M99
"""
# %% power-fori
def power_fori(x, n):
    return lax.fori_loop(1, n, lambda i, result: result * x, 1.0)
