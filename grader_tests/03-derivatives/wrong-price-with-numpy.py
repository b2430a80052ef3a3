"""np.log and np.exp, where jnp is needed.

loses: bs-price-check::test_price_has_derivatives
hint: use jnp in place of np
source: M28, M57
"""
# %% bs-price
def bs_price(S, K, r, sigma, T):
    d1 = (np.log(S / K) + (r + sigma**2 / 2) * T) / (sigma * np.sqrt(T))
    d2 = d1 - sigma * np.sqrt(T)
    return S * norm.cdf(d1) - K * np.exp(-r * T) * norm.cdf(d2)
