"""Counts the function itself as the first derivative.

loses: nth-derivative-check::test_second_derivative_of_the_square, nth-derivative-check::test_any_order
hint: one derivative too few
source: off by one
"""
# %% nth-derivative
def nth_derivative(f, n):
    for _ in range(1, n):
        f = jax.grad(f)
    return f
