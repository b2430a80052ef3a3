"""Forgets a.

loses: tree-axpy-check::*
hint: x is multiplied by a before y is added
source: mutation
"""
# %% tree-axpy
def tree_axpy(a, x, y):
    return jax.tree.map(lambda u, v: u + v, x, y)
