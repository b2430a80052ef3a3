"""Hands jax.tree.map the tree first and the function last.

loses: tree-axpy-check::*
hint: the function comes first
source: M88
"""
# %% tree-axpy
def tree_axpy(a, x, y):
    scaled = jax.tree.map(x, lambda u: a * u)
    return jax.tree.map(scaled, y, lambda u, v: u + v)
