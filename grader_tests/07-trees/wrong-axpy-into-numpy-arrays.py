"""Builds new containers, and adds in place into the NumPy arrays inside.

loses: tree-axpy-check::test_arguments_stay_as_they_are
hint: leave the arguments as they are
source: M79
"""
# %% tree-axpy
def tree_axpy(a, x, y):
    def add(u, v):
        v += a * u
        return v

    return jax.tree.map(add, x, y)
