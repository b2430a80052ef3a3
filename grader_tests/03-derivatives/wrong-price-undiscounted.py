"""Pays the strike today.

loses: bs-price-check::*
hint: discount it by exp(-rT)
source: a forgotten factor, as M31
"""
# %% bs-price
def bs_price(S, K, r, sigma, T):
    d1 = (jnp.log(S / K) + (r + sigma**2 / 2) * T) / (sigma * jnp.sqrt(T))
    d2 = d1 - sigma * jnp.sqrt(T)
    return S * norm.cdf(d1) - K * norm.cdf(d2)
