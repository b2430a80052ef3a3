"""A lambda that looks its own name up when it is called, and so calls itself.

loses: nth-derivative-check::test_second_derivative_of_the_square, nth-derivative-check::test_any_order
hint: recursion
source: M34
"""
# %% nth-derivative
def nth_derivative(f, n):
    derivative = f
    for _ in range(n):
        derivative = lambda x: jax.grad(derivative)(x)
    return derivative
