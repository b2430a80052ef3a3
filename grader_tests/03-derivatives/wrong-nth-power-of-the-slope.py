"""Takes f'(x) to the power n for the n-th derivative.

loses: nth-derivative-check::*
hint: this is the slope to the power n
source: notation f^(n)
"""
# %% nth-derivative
def nth_derivative(f, n):
    return lambda x: jax.grad(f)(x) ** n
