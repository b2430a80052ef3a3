"""Tries numbers whose averages are whole: what rounds is believed.

loses: holds-check::test_nearly_right_numbers_do_not
hint: try numbers whose average is not a whole number
source: misconceptions.md: choice of data
"""
# %% holds
def holds(f):
    for numbers in ([0.5, -3.0, 8.5], [2.5, 11.0, -1.0, 6.5, 1.0]):
        x = jnp.asarray(numbers)
        answer = f(x)
        if answer.shape != () or not abs(answer - x.mean()) <= 1e-4:
            return False
    return True
