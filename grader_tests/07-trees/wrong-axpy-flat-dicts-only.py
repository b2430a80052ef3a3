"""Walks over the keys of a dict, and meets lists and dicts where it wants numbers.

loses: tree-axpy-check::test_nested_trees, tree-axpy-check::test_arguments_stay_as_they_are,
  tree-axpy-check::test_works_under_jit
hint: trees have no arithmetic
source: M78
"""
# %% tree-axpy
def tree_axpy(a, x, y):
    return {name: a * x[name] + y[name] for name in x}
