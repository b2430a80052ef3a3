"""Subtracts the second tree.

loses: tree-axpy-check::*
hint: a x plus y: the second tree is added
source: mutation
"""
# %% tree-axpy
def tree_axpy(a, x, y):
    return jax.tree.map(lambda u, v: a * u - v, x, y)
