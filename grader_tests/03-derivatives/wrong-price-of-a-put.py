"""Prices the put.

loses: bs-price-check::*
hint: that is the put
source: signs swapped
"""
# %% bs-price
def bs_price(S, K, r, sigma, T):
    d1 = (jnp.log(S / K) + (r + sigma**2 / 2) * T) / (sigma * jnp.sqrt(T))
    d2 = d1 - sigma * jnp.sqrt(T)
    return K * jnp.exp(-r * T) * norm.cdf(-d2) - S * norm.cdf(-d1)
