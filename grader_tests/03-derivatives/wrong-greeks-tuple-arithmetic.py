"""Takes the minus of theta from the whole tuple of derivatives.

loses: greeks-check::*
hint: unary
source: M23
"""
# %% greeks
def greeks(price, S, K, r, sigma, T):
    theta = -jax.grad(price, argnums=(4,))(S, K, r, sigma, T)
    delta, rho, vega = jax.grad(price, argnums=(0, 2, 3))(S, K, r, sigma, T)
    gamma = jax.grad(jax.grad(price))(S, K, r, sigma, T)
    return {"delta": delta, "vega": vega, "theta": theta, "rho": rho, "gamma": gamma}
