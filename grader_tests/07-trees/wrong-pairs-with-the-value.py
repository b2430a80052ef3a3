"""Returns a pair: the value comes along.

loses: sgd-step-check::*, sensitivities-check::*
hint: give back the same containers and keys
source: M80
"""
# %% sgd-step
def sgd_step(loss, params, data, lr):
    value, slopes = jax.value_and_grad(loss)(params, data)
    return value, jax.tree.map(lambda p, slope: p - lr * slope, params, slopes)
# %% sensitivities
def sensitivities(model, params):
    return jax.value_and_grad(model)(jax.tree.map(lambda leaf: jnp.asarray(leaf, float), params))
