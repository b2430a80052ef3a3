"""Runs the loop to n inclusive.

loses: nth-derivative-check::*
hint: one derivative too many
source: off by one
"""
# %% nth-derivative
def nth_derivative(f, n):
    for _ in range(n + 1):
        f = jax.grad(f)
    return f
