"""Forgets the cap.

loses: loss-grid-check::test_small_grid, loss-grid-check::test_cut_off_at_the_cap,
    loss-grid-check::test_loss_over_data
hint: nothing is cut off
source: dropped branch
"""
# %% loss-grid
def loss_grid(loss, a_values, b_values, cap):
    return jax.vmap(jax.vmap(loss, in_axes=(None, 0)), in_axes=(0, None))(a_values, b_values)
