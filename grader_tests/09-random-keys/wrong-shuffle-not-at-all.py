"""Cuts without shuffling.

loses: shuffle-split-check::test_key_decides, shuffle-split-check::test_every_pair_is_equally_likely
hint: use the key that is passed in
source: M116
"""
# %% shuffle-split
def shuffle_split(key, n, frac):
    return jnp.arange(round(frac * n)), jnp.arange(round(frac * n), n)
