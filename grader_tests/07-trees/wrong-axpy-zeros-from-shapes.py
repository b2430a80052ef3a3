"""Starts from zeros made from a tree of shapes; shapes are tuples, so JAX takes them apart.

loses: tree-axpy-check::*
hint: the trees differ in structure
source: M83
"""
# %% tree-axpy
def tree_axpy(a, x, y):
    total = jax.tree.map(jnp.zeros, jax.tree.map(jnp.shape, x))
    total = jax.tree.map(lambda t, u: t + a * u, total, x)
    return jax.tree.map(lambda t, v: t + v, total, y)
