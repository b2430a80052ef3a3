"""theta as dC/dT, without the minus.

loses: greeks-check::*
hint: as time passes T shrinks
source: M32
"""
# %% greeks
def greeks(price, S, K, r, sigma, T):
    delta, rho, vega, dT = jax.grad(price, argnums=(0, 2, 3, 4))(S, K, r, sigma, T)
    gamma = jax.grad(jax.grad(price))(S, K, r, sigma, T)
    return {"delta": delta, "vega": vega, "theta": dT, "rho": rho, "gamma": gamma}
