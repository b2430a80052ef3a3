"""Shuffles floats, which are no indices.

loses: shuffle-split-check::test_ten_indices, shuffle-split-check::test_each_index_once
hint: int32 indices
source: M05
"""
# %% shuffle-split
def shuffle_split(key, n, frac):
    order = jax.random.permutation(key, jnp.arange(float(n)))
    return order[: round(frac * n)], order[round(frac * n) :]
