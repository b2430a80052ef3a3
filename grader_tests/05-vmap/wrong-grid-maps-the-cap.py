"""Maps the cap, a number, with the axes of b.

loses: loss-grid-check::*
hint: a number has no axis to map over
source: M47
"""
# %% loss-grid
def loss_grid(loss, a_values, b_values, cap):
    def capped(a, b, cap):
        return jnp.minimum(loss(a, b), cap)

    return jax.vmap(jax.vmap(capped, in_axes=(None, 0, 0)), in_axes=(0, None, None))(a_values, b_values, cap)
