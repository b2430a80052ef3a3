"""Unpacks rho and vega in the wrong order: r stands before sigma.

loses: greeks-check::*
hint: argnums counts from 0: S is 0, K is 1, r is 2
source: M22
"""
# %% greeks
def greeks(price, S, K, r, sigma, T):
    delta, vega, rho, dT = jax.grad(price, argnums=(0, 2, 3, 4))(S, K, r, sigma, T)
    gamma = jax.grad(jax.grad(price))(S, K, r, sigma, T)
    return {"delta": delta, "vega": vega, "theta": -dT, "rho": rho, "gamma": gamma}
