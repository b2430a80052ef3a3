"""Calls dist with the row of Y first.

loses: pairwise-check::test_rows_down_and_across, pairwise-check::test_dist_sees_two_rows,
    pairwise-check::test_one_run_for_all_pairs
hint: the arguments are swapped
source: swapped arguments
"""
# %% pairwise
def pairwise(dist, X, Y):
    return jax.vmap(lambda x: jax.vmap(lambda y: dist(y, x))(Y))(X)
