"""Throws a coin for each index: the sizes vary, so it masks, and repeats.

loses: shuffle-split-check::test_every_pair_is_equally_likely
hint: equally often
source: a cheap shuffle
"""
# %% shuffle-split
def shuffle_split(key, n, frac):
    coins = jax.random.bernoulli(key, frac, (n,))
    order = jnp.argsort(~coins)
    return order[: round(frac * n)], order[round(frac * n) :]
