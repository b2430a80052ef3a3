"""Forgets lr.

loses: sgd-step-check::*
hint: the slope is multiplied by lr
source: mutation
"""
# %% sgd-step
def sgd_step(loss, params, data, lr):
    slopes = jax.grad(loss)(params, data)
    return jax.tree.map(lambda p, slope: p - slope, params, slopes)
