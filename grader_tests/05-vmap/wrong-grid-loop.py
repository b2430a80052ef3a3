"""Two loops, as in the specification.

loses: loss-grid-check::test_one_run_for_all_pairs
hint: map both arguments
source: M54
"""
# %% loss-grid
def loss_grid(loss, a_values, b_values, cap):
    return jnp.array([[min(float(loss(a, b)), cap) for b in b_values] for a in a_values])
