"""Returns the leaves in a list, without the containers.

loses: sgd-step-check::*, sensitivities-check::*
hint: the containers stay
source: M80
"""
# %% sgd-step
def sgd_step(loss, params, data, lr):
    slopes = jax.grad(loss)(params, data)
    return [p - lr * slope for p, slope in zip(jax.tree.leaves(params), jax.tree.leaves(slopes))]
# %% sensitivities
def sensitivities(model, params):
    return jax.tree.leaves(jax.grad(model)(jax.tree.map(lambda leaf: jnp.asarray(leaf, float), params)))
