"""Draws from a key of its own.

loses: mc-price-and-greeks-check::test_key_decides
hint: use the key that is passed in
source: M116
"""
# %% mc-price-and-greeks
def mc_price_and_greeks(key, par, n):
    def price(par):
        z = jax.random.normal(jax.random.key(0), (n,))
        growth = (par["r"] - par["sigma"] ** 2 / 2) * par["T"]
        end = par["S"] * jnp.exp(growth + par["sigma"] * jnp.sqrt(par["T"]) * z)
        return jnp.exp(-par["r"] * par["T"]) * jnp.maximum(end - par["K"], 0.0).mean()

    return jax.value_and_grad(price)(par)
