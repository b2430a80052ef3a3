"""Rotates instead of shuffling: neighbours stay together.

loses: shuffle-split-check::test_every_pair_is_equally_likely
hint: do not rotate
source: a cheap shuffle
"""
# %% shuffle-split
def shuffle_split(key, n, frac):
    order = (jnp.arange(n) + jax.random.randint(key, (), 0, n)) % n
    return order[: round(frac * n)], order[round(frac * n) :]
