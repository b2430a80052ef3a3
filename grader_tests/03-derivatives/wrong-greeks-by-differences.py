"""Difference quotients of the price: the second difference drowns in float32.

loses: greeks-check::test_every_greek_of_a_call
hint: exact to rounding
source: M12
"""
# %% greeks
def greeks(price, S, K, r, sigma, T):
    def quotient(f, x, h=1e-3):
        return (f(x + h) - f(x - h)) / (2 * h)

    def delta(s):
        return quotient(lambda s: price(s, K, r, sigma, T), s)

    return {
        "delta": delta(S),
        "vega": quotient(lambda v: price(S, K, r, v, T), sigma),
        "theta": -quotient(lambda t: price(S, K, r, sigma, t), T),
        "rho": quotient(lambda i: price(S, K, i, sigma, T), r),
        "gamma": quotient(delta, S),
    }
