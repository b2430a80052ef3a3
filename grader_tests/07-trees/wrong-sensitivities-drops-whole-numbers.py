"""Leaves the whole numbers out of the tree.

loses: sensitivities-check::test_whole_numbers_count_as_floats
hint: cast every leaf first
source: M16, M80
"""
# %% sensitivities
def sensitivities(model, params):
    def whole(leaf):
        return jnp.issubdtype(jnp.asarray(leaf).dtype, jnp.integer)

    fixed = {k: v for k, v in params.items() if any(map(whole, jax.tree.leaves(v)))}
    return jax.grad(lambda rest: model({**rest, **fixed}))({k: v for k, v in params.items() if k not in fixed})
