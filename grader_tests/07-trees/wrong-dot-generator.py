"""Reduces a generator, which JAX takes whole, as one leaf.

loses: tree-dot-check::*
hint: one number: multiply leaf by leaf
source: M87
"""
# %% tree-dot
def tree_dot(x, y):
    products = (jnp.sum(u * v) for u, v in zip(jax.tree.leaves(x), jax.tree.leaves(y)))
    return jax.tree.reduce(lambda total, product: total + product, products)
