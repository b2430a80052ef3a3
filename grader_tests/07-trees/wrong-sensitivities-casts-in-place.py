"""Casts inside the dict of the caller.

loses: sensitivities-check::test_structure_is_kept
hint: leave the arguments as they are
source: M79
"""
# %% sensitivities
def sensitivities(model, params):
    for name in params:
        params[name] = jax.tree.map(lambda leaf: 1.5 * jnp.asarray(leaf, float) / 1.5 + 0.0, params[name])
    params.setdefault("cast", None)
    slopes = jax.grad(model)(params)
    slopes.pop("cast")
    return slopes
