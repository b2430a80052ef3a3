"""int() cuts off where the task rounds.

loses: shuffle-split-check::test_each_index_once
hint: round(frac * n)
source: off by one
"""
# %% shuffle-split
def shuffle_split(key, n, frac):
    order = jax.random.permutation(key, n)
    return order[: int(frac * n)], order[int(frac * n) :]
