"""Knows the visible checks by heart and nothing else.

loses: add-check::test_other_sums, shapes-first-check::test_other_households,
    shapes-first-check::test_amounts_with_cents, shapes-first-check::test_single_good,
    not-yet-check::test_other_averages, not-yet-check::test_average_of_whole_numbers,
    not-yet-check::test_nothing_is_a_float
source: threats.md, against the mark
"""
# %% add
def add(x, y):
    return jnp.asarray([3.5, 5.0, 4.5])
# %% shapes-first
def shapes_first(x):
    return jnp.asarray([[12.5], [50.0], [37.5]])
# %% not-yet
def not_yet(x):
    return {4: jnp.asarray(2.25), 0: jnp.asarray(0, x.dtype)}.get(x.size)
