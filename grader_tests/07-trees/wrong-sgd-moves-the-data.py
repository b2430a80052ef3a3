"""Differentiates with respect to the data.

loses: sgd-step-check::*
hint: the trees differ in structure
source: M22
"""
# %% sgd-step
def sgd_step(loss, params, data, lr):
    slopes = jax.grad(loss, argnums=1)(params, data)
    return jax.tree.map(lambda p, slope: p - lr * slope, params, slopes)
