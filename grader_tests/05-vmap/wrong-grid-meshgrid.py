"""Calls loss once with two tables, as one does in NumPy.

loses: loss-grid-check::test_loss_over_data
hint: loss takes two numbers, not two arrays
source: M10
"""
# %% loss-grid
def loss_grid(loss, a_values, b_values, cap):
    a, b = jnp.meshgrid(a_values, b_values, indexing="ij")
    return jnp.minimum(loss(a, b), cap)
