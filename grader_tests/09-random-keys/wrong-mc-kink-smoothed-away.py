"""The payoff in whole dollars, floored: a step has no slope.

loses: mc-price-and-greeks-check::test_price_and_greeks_up_to_chance,
  mc-price-and-greeks-check::test_greeks_come_from_the_same_draws
hint: off, by more than chance
source: M29
"""
# %% mc-price-and-greeks
def mc_price_and_greeks(key, par, n):
    def price(par):
        z = jax.random.normal(key, (n,))
        growth = (par["r"] - par["sigma"] ** 2 / 2) * par["T"]
        end = par["S"] * jnp.exp(growth + par["sigma"] * jnp.sqrt(par["T"]) * z)
        return jnp.exp(-par["r"] * par["T"]) * jnp.floor(jnp.maximum(end - par["K"], 0.0)).mean()

    return jax.value_and_grad(price)(par)
