"""Starts from the first derivative, so order 0 is one as well.

loses: nth-derivative-check::test_order_zero_is_the_function_itself
hint: order 0 is f itself
source: M100, for derivatives
"""
# %% nth-derivative
def nth_derivative(f, n):
    derivative = jax.grad(f)
    for _ in range(n - 1):
        derivative = jax.grad(derivative)
    return derivative
