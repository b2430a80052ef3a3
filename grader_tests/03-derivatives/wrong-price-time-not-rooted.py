"""Multiplies sigma by T instead of its root: right for T = 1, where the visible check stands.

loses: bs-price-check::test_more_table_prices, bs-price-check::test_price_has_derivatives
hint: sigma times the square root of T
source: a test value of 1 hides it
"""
# %% bs-price
def bs_price(S, K, r, sigma, T):
    d1 = (jnp.log(S / K) + (r + sigma**2 / 2) * T) / (sigma * T)
    d2 = d1 - sigma * T
    return S * norm.cdf(d1) - K * jnp.exp(-r * T) * norm.cdf(d2)
