"""Rounds to whole percent, as floats; a single good is right.

loses: shapes-first-check::test_three_goods, shapes-first-check::test_other_households,
    shapes-first-check::test_amounts_with_cents
hint: leave the shares unrounded
source: course.md: values chosen to tell wrong ideas apart
"""
# %% shapes-first
def shapes_first(x):
    return jnp.round(100 * x / x.sum()).reshape(-1, 1)
