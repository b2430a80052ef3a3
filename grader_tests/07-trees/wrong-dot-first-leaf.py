"""Counts one leaf only.

loses: tree-dot-check::*
hint: only one leaf is counted
source: mutation
"""
# %% tree-dot
def tree_dot(x, y):
    return jnp.sum(jax.tree.leaves(x)[-1] * jax.tree.leaves(y)[-1])
