"""Adds the gradient instead of subtracting it.

loses: sgd-step-check::*
hint: that is a step uphill
source: mutation
"""
# %% sgd-step
def sgd_step(loss, params, data, lr):
    slopes = jax.grad(loss)(params, data)
    return jax.tree.map(lambda p, slope: p + lr * slope, params, slopes)
