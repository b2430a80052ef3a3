"""Counts arguments from 1, with theta left to a closure: everything is one argument to the right.

loses: greeks-check::*
hint: argnums counts from 0
source: M22
"""
# %% greeks
def greeks(price, S, K, r, sigma, T):
    market = (S, K, r, sigma, T)
    return {
        "delta": jax.grad(price, argnums=1)(*market),
        "vega": jax.grad(price, argnums=4)(*market),
        "theta": -jax.grad(lambda t: price(S, K, r, sigma, t))(T),
        "rho": jax.grad(price, argnums=3)(*market),
        "gamma": jax.grad(jax.grad(price, argnums=1), argnums=1)(*market),
    }
