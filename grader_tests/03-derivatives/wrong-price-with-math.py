"""The specification handed in as the solution: math gives the right price, and no derivative.

loses: bs-price-check::test_price_has_derivatives
hint: need a value, and x has none while tracing
source: M28
"""
# %% bs-price
def bs_price(S, K, r, sigma, T):
    def N(z):
        return (1 + math.erf(z / math.sqrt(2))) / 2

    d1 = (math.log(S / K) + (r + sigma**2 / 2) * T) / (sigma * math.sqrt(T))
    d2 = d1 - sigma * math.sqrt(T)
    return S * N(d1) - K * math.exp(-r * T) * N(d2)
