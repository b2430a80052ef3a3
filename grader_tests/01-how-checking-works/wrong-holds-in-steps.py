"""Tries numbers in even steps: median, middle and ends are the average.

loses: holds-check::test_averages_of_other_kinds_do_not
hint: unevenly spaced
source: misconceptions.md: choice of data
"""
# %% holds
def holds(f):
    for numbers in ([-1.25, 0.5, 2.25], [-2.5, -1.0, 0.5, 2.0, 3.75 - 0.25]):
        x = jnp.asarray(numbers)
        answer = f(x)
        if answer.shape != () or not abs(answer - x.mean()) <= 1e-4:
            return False
    return True
