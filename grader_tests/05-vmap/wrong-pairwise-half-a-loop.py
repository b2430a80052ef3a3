"""Maps over Y and loops over X.

loses: pairwise-check::test_one_run_for_all_pairs
hint: map both arguments
source: M54
"""
# %% pairwise
def pairwise(dist, X, Y):
    return jnp.stack([jax.vmap(dist, in_axes=(None, 0))(x, Y) for x in X])
