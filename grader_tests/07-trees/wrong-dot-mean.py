"""Takes the mean over each leaf instead of the sum.

loses: tree-dot-check::test_two_leaves, tree-dot-check::test_every_entry_counts,
  tree-dot-check::test_gradient_is_the_other_tree
hint: a sum, not a mean
source: mutation
"""
# %% tree-dot
def tree_dot(x, y):
    return sum(jax.tree.leaves(jax.tree.map(lambda u, v: jnp.mean(u * v), x, y)))
