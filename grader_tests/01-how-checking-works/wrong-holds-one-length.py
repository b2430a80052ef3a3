"""Tries two arrays of one length.

loses: holds-check::test_one_length_is_not_enough
hint: more than one length
source: misconceptions.md: choice of data
"""
# %% holds
def holds(f):
    for numbers in ([0.5, -3.0, 8.25], [2.5, 11.0, -1.0]):
        x = jnp.asarray(numbers)
        answer = f(x)
        if answer.shape != () or not abs(answer - x.mean()) <= 1e-4:
            return False
    return True
