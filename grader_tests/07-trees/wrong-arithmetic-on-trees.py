"""Computes with the containers as if they were arrays.

loses: tree-axpy-check::*, sgd-step-check::*
hint: trees have no arithmetic
source: M78
"""
# %% tree-axpy
def tree_axpy(a, x, y):
    return a * x + y
# %% sgd-step
def sgd_step(loss, params, data, lr):
    return params - lr * jax.grad(loss)(params, data)
