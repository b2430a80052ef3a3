"""stop_gradient around the whole error: the answer no longer depends on the price.

loses: implied-vol-check::test_solver_has_a_derivative
hint: the gradient is lost on the way
source: M30
"""
# %% implied-vol
def implied_vol(price, observed, S, K, r, T):
    sigma = 0.3
    for _ in range(10):
        value, vega = jax.value_and_grad(price, argnums=3)(S, K, r, sigma, T)
        sigma = sigma - jax.lax.stop_gradient((value - observed) / vega)
    return sigma
