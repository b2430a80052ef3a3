"""Tries an array of one number, which is its own sum, median and average.

loses: holds-check::test_average_holds_and_sum_does_not, holds-check::test_averages_of_other_kinds_do_not,
    holds-check::test_one_length_is_not_enough
hint: more than one number
source: course.md: n = 1 alone
"""
# %% holds
def holds(f):
    for numbers in ([3.75],):
        x = jnp.asarray(numbers)
        answer = f(x)
        if answer.shape != () or not abs(answer - x.mean()) <= 1e-4:
            return False
    return True
