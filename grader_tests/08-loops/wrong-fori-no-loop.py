"""The operator ** instead of a loop: the numbers are right, the exercise is not done.

loses: power-fori-check::test_one_loop
hint: one lax loop, which multiplies n times
source: M68
"""
# %% power-fori
def power_fori(x, n):
    return x**n
