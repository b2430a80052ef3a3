"""Adds into the containers of y.

loses: tree-axpy-check::test_arguments_stay_as_they_are
hint: leave the arguments as they are
source: M79
"""
# %% tree-axpy
def add_into(a, x, y):
    for key in x if isinstance(x, dict) else range(len(x)):
        if isinstance(x[key], dict | list):
            add_into(a, x[key], y[key])
        else:
            y[key] = jax.tree.map(lambda u, v: a * u + v, x[key], y[key])


def tree_axpy(a, x, y):
    add_into(a, x, y)
    return y
