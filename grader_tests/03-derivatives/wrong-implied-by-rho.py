"""Divides by the slope in r: argument 2 is not sigma. For a call the two slopes are near enough to converge.

loses: implied-vol-check::test_a_price_you_can_invert_by_hand, implied-vol-check::test_solver_has_a_derivative
hint: finite
source: M22
"""
# %% implied-vol
def implied_vol(price, observed, S, K, r, T):
    sigma = 0.3
    for _ in range(10):
        value, slope_at_sigma = jax.value_and_grad(price, argnums=2)(S, K, r, sigma, T)
        sigma = sigma - (value - observed) / slope_at_sigma
    return sigma
