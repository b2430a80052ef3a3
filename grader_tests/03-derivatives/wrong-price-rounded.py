"""Rounds the price: a step function, whose derivative is 0 wherever it has one.

loses: bs-price-check::test_price_has_derivatives
hint: a step is flat almost everywhere
source: M29
"""
# %% bs-price
def bs_price(S, K, r, sigma, T):
    d1 = (jnp.log(S / K) + (r + sigma**2 / 2) * T) / (sigma * jnp.sqrt(T))
    d2 = d1 - sigma * jnp.sqrt(T)
    return jnp.round(S * norm.cdf(d1) - K * jnp.exp(-r * T) * norm.cdf(d2), 5)
