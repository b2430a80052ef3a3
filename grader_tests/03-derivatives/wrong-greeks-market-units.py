"""The units of trading screens: vega and rho per percentage point, theta per day.

loses: greeks-check::*
hint: neither per percentage point nor per day
source: a constant factor, as M31
"""
# %% greeks
def greeks(price, S, K, r, sigma, T):
    delta, rho, vega, dT = jax.grad(price, argnums=(0, 2, 3, 4))(S, K, r, sigma, T)
    gamma = jax.grad(jax.grad(price))(S, K, r, sigma, T)
    return {"delta": delta, "vega": vega / 100, "theta": -dT / 365, "rho": rho / 100, "gamma": gamma}
