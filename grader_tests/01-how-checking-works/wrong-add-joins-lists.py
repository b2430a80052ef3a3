"""Turns the arrays into lists, whose + puts one behind the other.

loses: add-check::test_three_sums, add-check::test_other_sums
hint: one behind the other
source: M09
"""
# %% add
def add(x, y):
    return jnp.asarray(x.tolist() + y.tolist())
