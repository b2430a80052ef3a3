"""Differentiates in x: the same shape, other numbers.

loses: scores-check::*, sandwich-se-check::*
hint: differentiate in theta, argument 0
source: M22
"""
# %% scores
def scores(loglik, theta, X, y):
    return jax.vmap(jax.grad(loglik, argnums=1), in_axes=(None, 0, 0))(theta, X, y)
