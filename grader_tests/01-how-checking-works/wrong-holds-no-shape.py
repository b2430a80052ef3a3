"""Compares entry by entry: an average repeated n times is close everywhere.

loses: holds-check::test_right_numbers_in_wrong_shapes_do_not
hint: look at f(x).shape first
source: misconceptions.md: equality broadcasts
"""
# %% holds
def holds(f):
    for numbers in ([0.5, -3.0, 8.25], [2.5, 11.0, -1.0, 4.5, 0.75]):
        x = jnp.asarray(numbers)
        answer = f(x)
        if not (abs(answer - x.mean()) <= 1e-4).all():
            return False
    return True
