"""Uses up the time in the caller's dict.

loses: mc-price-and-greeks-check::test_a_price_and_five_greeks
hint: leave the arguments as they are
source: M79
"""
# %% mc-price-and-greeks
def mc_price_and_greeks(key, par, n):
    def price(par):
        z = jax.random.normal(key, (n,))
        growth = (par["r"] - par["sigma"] ** 2 / 2) * par["T"]
        end = par["S"] * jnp.exp(growth + par["sigma"] * jnp.sqrt(par["T"]) * z)
        return jnp.exp(-par["r"] * par["T"]) * jnp.maximum(end - par["K"], 0.0).mean()

    answer = jax.value_and_grad(price)(par)
    par["T"] = 0.0
    return answer
