"""Multiplies every derivative by its parameter, as the elasticities of the cell below the exercise do.

loses: sensitivities-check::*
hint: the derivative itself, not multiplied by the parameter
source: mutation
"""
# %% sensitivities
def sensitivities(model, params):
    params = jax.tree.map(lambda leaf: jnp.asarray(leaf, float), params)
    return jax.tree.map(lambda p, slope: p * slope, params, jax.grad(model)(params))
