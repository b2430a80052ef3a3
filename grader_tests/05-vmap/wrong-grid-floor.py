"""Takes the larger of loss and cap.

loses: loss-grid-check::*
hint: cap is the largest value, not the smallest
source: maximum for minimum
"""
# %% loss-grid
def loss_grid(loss, a_values, b_values, cap):
    across = jax.vmap(loss, in_axes=(None, 0))
    return jnp.maximum(jax.vmap(across, in_axes=(0, None))(a_values, b_values), cap)
