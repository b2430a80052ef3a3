"""A loop over the points, stacked: the right numbers, one run of f for each.

loses: elementwise-slope-check::test_one_run_for_all_points
hint: one call a point: use jax.vmap
source: M54
"""
# %% elementwise-slope
def elementwise_slope(f):
    return lambda xs: jnp.stack([jax.grad(f)(x) for x in xs])
