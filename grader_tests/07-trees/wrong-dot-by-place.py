"""Pairs the values of two dicts in the order in which their keys were written.

loses: tree-dot-check::test_leaves_are_paired_by_key, tree-dot-check::test_every_entry_counts
hint: pair the leaves by key
source: M81
"""
# %% tree-dot
def tree_dot(x, y):
    if x is None:
        return 0.0
    if isinstance(x, dict):
        return sum(tree_dot(u, v) for u, v in zip(x.values(), y.values()))
    if isinstance(x, list | tuple):
        return sum(tree_dot(u, v) for u, v in zip(x, y))
    return jnp.sum(x * y)


def tree_norm(x):
    return jnp.sqrt(tree_dot(x, x))
