"""b down and a across.

loses: loss-grid-check::*
hint: transposed: map a outside, b inside
source: M50
"""
# %% loss-grid
def loss_grid(loss, a_values, b_values, cap):
    down = jax.vmap(loss, in_axes=(0, None))
    return jnp.minimum(jax.vmap(down, in_axes=(None, 0))(a_values, b_values), cap)
