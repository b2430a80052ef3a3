"""Shuffles for each part anew: the parts overlap.

loses: shuffle-split-check::test_ten_indices, shuffle-split-check::test_each_index_once
hint: each index comes once
source: replacement
"""
# %% shuffle-split
def shuffle_split(key, n, frac):
    key_a, key_b = jax.random.split(key)
    cut = round(frac * n)
    return jax.random.permutation(key_a, n)[:cut], jax.random.permutation(key_b, n)[cut:]
