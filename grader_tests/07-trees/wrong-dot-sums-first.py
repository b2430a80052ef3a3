"""Multiplies the sums instead of summing the products.

loses: tree-dot-check::*
hint: multiply entry by entry first
source: mutation
"""
# %% tree-dot
def tree_dot(x, y):
    return sum(jnp.sum(u) for u in jax.tree.leaves(x)) * sum(jnp.sum(v) for v in jax.tree.leaves(y))
