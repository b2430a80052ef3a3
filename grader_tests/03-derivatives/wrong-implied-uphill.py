"""Adds Newton's step where it must be subtracted.

loses: implied-vol-check::*
hint: implied_vol
source: M32
"""
# %% implied-vol
def implied_vol(price, observed, S, K, r, T):
    sigma = 0.3
    for _ in range(10):
        value, vega = jax.value_and_grad(price, argnums=3)(S, K, r, sigma, T)
        sigma = sigma + (value - observed) / vega
    return sigma
