"""NaN, and arrays of no entries, where a careless comparison finds nothing wrong.

loses: tree-axpy-check::*, tree-dot-check::*, sgd-step-check::*, sir-peak-check::*, sensitivities-check::*,
  peak-curve-check::*
source: threats.md, against the mark
"""
# %% tree-axpy
def tree_axpy(a, x, y):
    return jax.tree.map(lambda u, v: jnp.nan * (u + v), x, y)
# %% tree-dot
def tree_dot(x, y):
    return jnp.zeros((0,))
# %% sgd-step
def sgd_step(loss, params, data, lr):
    return jax.tree.map(lambda p: jnp.full(jnp.shape(p), jnp.nan), params)
# %% sir-peak
def sir_peak(params, state0, n):
    return jnp.nan * params["beta"]
# %% sensitivities
def sensitivities(model, params):
    return jax.tree.map(lambda p: jnp.zeros((0,)), params)
# %% peak-curve
def peak_curve(peak, betas, gamma, n):
    return betas * jnp.nan
