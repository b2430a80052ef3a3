"""An array of one number in place of a number.

loses: not-yet-check::test_average_of_four, not-yet-check::test_nothing_to_average,
    not-yet-check::test_other_averages, not-yet-check::test_average_of_whole_numbers,
    not-yet-check::test_nothing_is_a_float
hint: one number, of shape ()
source: M20
"""
# %% not-yet
def not_yet(x):
    return x.mean(keepdims=True) if x.size else jnp.zeros(1)
