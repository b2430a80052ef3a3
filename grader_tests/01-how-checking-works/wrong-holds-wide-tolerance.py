"""Allows a difference of 0.1.

loses: holds-check::test_nearly_right_numbers_do_not
hint: 0.01 is not tiny
source: course.md: a tolerance in the wrong position
"""
# %% holds
def holds(f):
    for numbers in ([0.5, -3.0, 8.25], [2.5, 11.0, -1.0, 4.5, 0.75]):
        x = jnp.asarray(numbers)
        answer = f(x)
        if answer.shape != () or not abs(answer - x.mean()) <= 0.1:
            return False
    return True
