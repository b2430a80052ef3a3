"""Tries no negative number: the average size is believed.

loses: holds-check::test_averages_of_other_kinds_do_not
hint: some of them negative
source: misconceptions.md: choice of data
"""
# %% holds
def holds(f):
    for numbers in ([0.5, 3.0, 8.25], [2.5, 11.0, 1.0, 4.5, 0.75]):
        x = jnp.asarray(numbers)
        answer = f(x)
        if answer.shape != () or not abs(answer - x.mean()) <= 1e-4:
            return False
    return True
