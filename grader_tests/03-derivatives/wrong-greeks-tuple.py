"""Returns the tuple that argnums gives, not a dictionary.

loses: greeks-check::*
hint: return a dictionary with the key
source: M23
"""
# %% greeks
def greeks(price, S, K, r, sigma, T):
    gamma = jax.grad(jax.grad(price))(S, K, r, sigma, T)
    return *jax.grad(price, argnums=(0, 3, 4, 2))(S, K, r, sigma, T), gamma
