"""Greeks from a second simulation, with other draws than the price.

loses: mc-price-and-greeks-check::test_greeks_come_from_the_same_draws
hint: draw once
source: a reading of the task
"""
# %% mc-price-and-greeks
def mc_price_and_greeks(key, par, n):
    def price(par, key):
        z = jax.random.normal(key, (n,))
        growth = (par["r"] - par["sigma"] ** 2 / 2) * par["T"]
        end = par["S"] * jnp.exp(growth + par["sigma"] * jnp.sqrt(par["T"]) * z)
        return jnp.exp(-par["r"] * par["T"]) * jnp.maximum(end - par["K"], 0.0).mean()

    key_a, key_b = jax.random.split(key)
    return price(par, key_a), jax.grad(price)(par, key_b)
