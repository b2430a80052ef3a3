"""Returns the test part first.

loses: shuffle-split-check::test_ten_indices, shuffle-split-check::test_each_index_once,
  shuffle-split-check::test_every_pair_is_equally_likely
hint: the training part first
source: swapped results
"""
# %% shuffle-split
def shuffle_split(key, n, frac):
    order = jax.random.permutation(key, n)
    return order[round(frac * n) :], order[: round(frac * n)]
