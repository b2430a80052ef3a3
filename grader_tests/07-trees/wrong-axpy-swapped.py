"""Multiplies the second tree by a.

loses: tree-axpy-check::*
hint: a multiplies the first tree, x
source: mutation
"""
# %% tree-axpy
def tree_axpy(a, x, y):
    return jax.tree.map(lambda u, v: u + a * v, x, y)
