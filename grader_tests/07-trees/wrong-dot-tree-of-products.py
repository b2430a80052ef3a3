"""Sums each leaf and forgets to add the sums up.

loses: tree-dot-check::*
hint: one number: multiply leaf by leaf
source: S
"""
# %% tree-dot
def tree_dot(x, y):
    return jax.tree.map(lambda u, v: jnp.sum(u * v), x, y)
