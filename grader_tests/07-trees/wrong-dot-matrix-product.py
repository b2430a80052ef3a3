"""Uses jnp.dot, which multiplies matrices as matrices.

loses: tree-dot-check::test_every_entry_counts, tree-dot-check::test_gradient_is_the_other_tree
hint: the shapes do not fit
source: mutation
"""
# %% tree-dot
def tree_dot(x, y):
    return sum(jax.tree.leaves(jax.tree.map(jnp.dot, x, y)))
