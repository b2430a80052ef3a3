"""float() in the loop: right numbers, and no derivative.

loses: implied-vol-check::test_solver_has_a_derivative
hint: need a value, and x has none while tracing
source: M28
"""
# %% implied-vol
def implied_vol(price, observed, S, K, r, T):
    sigma = 0.3
    for _ in range(10):
        value, vega = jax.value_and_grad(price, argnums=3)(S, K, r, sigma, T)
        sigma = sigma - float((value - observed) / vega)
    return sigma
