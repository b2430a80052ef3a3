"""Adds up the whole array: one number comes back.

loses: add-check::test_three_sums, add-check::test_other_sums
hint: one sum for each entry
source: M31
"""
# %% add
def add(x, y):
    return jnp.sum(x + y)
