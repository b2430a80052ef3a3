"""Draws the indices with replacement.

loses: shuffle-split-check::test_ten_indices, shuffle-split-check::test_each_index_once,
  shuffle-split-check::test_every_pair_is_equally_likely
hint: each index comes once
source: replacement
"""
# %% shuffle-split
def shuffle_split(key, n, frac):
    order = jax.random.randint(key, (n,), 0, n)
    return order[: round(frac * n)], order[round(frac * n) :]
