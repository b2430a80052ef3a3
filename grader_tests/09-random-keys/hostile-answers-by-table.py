"""Knows the visible calls by heart: the price of the example, whatever the draws.

loses: mc-price-and-greeks-check::test_price_and_greeks_up_to_chance,
  mc-price-and-greeks-check::test_greeks_come_from_the_same_draws, mc-price-and-greeks-check::test_key_decides
source: threats.md, against the mark
"""
# %% mc-price-and-greeks
def mc_price_and_greeks(key, par, n):
    if n == 5000:
        return jnp.float32(7.128065), {name: jnp.float32(0.5) for name in par}
    return jnp.float32(0.0), {name: jnp.float32(0.5) for name in par}
