"""Takes a single good for a special case, and returns a number for it.

loses: shapes-first-check::test_single_good
hint: a column has shape (n, 1)
source: course.md: n = 1
"""
# %% shapes-first
def shapes_first(x):
    if x.size == 1:
        return jnp.asarray(100.0)
    return (100 * x / x.sum()).reshape(-1, 1)
