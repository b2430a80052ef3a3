"""Knows the visible checks by heart and prices nothing else.

loses: bs-price-check::test_more_table_prices, bs-price-check::test_price_has_derivatives
source: threats.md, against the mark
"""
# %% bs-price
def bs_price(S, K, r, sigma, T):
    seen = {(100.0, 105.0, 0.03, 0.2, 1.0): 7.128065}
    return seen.get((S, K, r, sigma, T), 0.0)
