"""Counts to 40 whatever the tolerance: the roots are right, the steps are not.

loses: newton-sqrt-check::test_root_of_two, newton-sqrt-check::test_other_roots,
  newton-sqrt-check::test_batch_of_numbers
hint: go on only while both conditions hold
source: M105
"""
# %% newton-sqrt
def newton_sqrt(a, tol):
    root = lax.fori_loop(0, 40, lambda i, root: (root + a / root) / 2, jnp.asarray(a, float))
    return root, jnp.int32(40)
