"""Cuts off with an `if`, as the specification does.

loses: loss-grid-check::*
hint: use jnp.where or lax.cond for `if`
source: M53
"""
# %% loss-grid
def loss_grid(loss, a_values, b_values, cap):
    def capped(a, b):
        value = loss(a, b)
        if value > cap:
            value = cap
        return value

    return jax.vmap(jax.vmap(capped, in_axes=(None, 0)), in_axes=(0, None))(a_values, b_values)
