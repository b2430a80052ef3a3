"""Multiplies x with itself.

loses: tree-dot-check::*
hint: the second tree is missing
source: mutation
"""
# %% tree-dot
def tree_dot(x, y):
    return sum(jnp.sum(u * u) for u in jax.tree.leaves(x))
