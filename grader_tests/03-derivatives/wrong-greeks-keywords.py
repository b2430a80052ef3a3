"""Passes the arguments by keyword, where argnums counts positions.

loses: greeks-check::*
hint: argnums counts positional arguments
source: M24
"""
# %% greeks
def greeks(price, S, K, r, sigma, T):
    def partial(argnum):
        return jax.grad(price, argnums=argnum)(S=S, K=K, r=r, sigma=sigma, T=T)

    gamma = jax.grad(jax.grad(price))(S, K, r, sigma, T)
    return {"delta": partial(0), "vega": partial(3), "theta": -partial(4), "rho": partial(2), "gamma": gamma}
