"""Differentiates delta by sigma (vanna), where gamma is the derivative by S.

loses: greeks-check::*
hint: gamma is delta differentiated by S, not by sigma
source: M22, second order
"""
# %% greeks
def greeks(price, S, K, r, sigma, T):
    delta, rho, vega, dT = jax.grad(price, argnums=(0, 2, 3, 4))(S, K, r, sigma, T)
    gamma = jax.grad(jax.grad(price), argnums=3)(S, K, r, sigma, T)
    return {"delta": delta, "vega": vega, "theta": -dT, "rho": rho, "gamma": gamma}
