"""One draw for all n paths.

loses: mc-price-and-greeks-check::test_a_price_and_five_greeks,
  mc-price-and-greeks-check::test_price_and_greeks_up_to_chance
hint: off, by more than chance
source: M118
"""
# %% mc-price-and-greeks
def mc_price_and_greeks(key, par, n):
    def price(par):
        z = jnp.full((n,), jax.random.normal(key))
        growth = (par["r"] - par["sigma"] ** 2 / 2) * par["T"]
        end = par["S"] * jnp.exp(growth + par["sigma"] * jnp.sqrt(par["T"]) * z)
        return jnp.exp(-par["r"] * par["T"]) * jnp.maximum(end - par["K"], 0.0).mean()

    return jax.value_and_grad(price)(par)
