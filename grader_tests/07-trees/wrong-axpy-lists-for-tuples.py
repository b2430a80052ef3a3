"""Rebuilds every tuple as a list.

loses: tree-axpy-check::test_nested_trees, tree-axpy-check::test_works_under_jit
hint: keeps dicts, lists, tuples and None as they are
source: M80
"""
# %% tree-axpy
def tree_axpy(a, x, y):
    if x is None:
        return None
    if isinstance(x, dict):
        return {key: tree_axpy(a, x[key], y[key]) for key in x}
    if isinstance(x, list | tuple):
        return [tree_axpy(a, u, v) for u, v in zip(x, y)]
    return a * x + y
