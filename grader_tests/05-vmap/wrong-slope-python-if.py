"""An `if` on the value of a point, which has none under vmap.

loses: elementwise-slope-check::*
hint: x has no value while tracing: use jnp.where
source: M53
"""
# %% elementwise-slope
def elementwise_slope(f):
    def slope(x):
        if x == 0:
            x = x + 1e-6
        return jax.grad(f)(x)

    return jax.vmap(slope)
