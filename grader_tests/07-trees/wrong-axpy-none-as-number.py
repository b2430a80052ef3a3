"""Takes None for a leaf and computes with it.

loses: tree-axpy-check::test_nested_trees, tree-axpy-check::test_works_under_jit
hint: something is None
source: M82
"""
# %% tree-axpy
def tree_axpy(a, x, y):
    return jax.tree.map(lambda u, v: a * u + v, x, y, is_leaf=lambda leaf: leaf is None)
