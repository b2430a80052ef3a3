"""Stops after two steps: good enough near 0.3 only.

loses: implied-vol-check::*
hint: take ten steps
source: M135
"""
# %% implied-vol
def implied_vol(price, observed, S, K, r, T):
    sigma = 0.3
    for _ in range(2):
        value, vega = jax.value_and_grad(price, argnums=3)(S, K, r, sigma, T)
        sigma = sigma - (value - observed) / vega
    return sigma
