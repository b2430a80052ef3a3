"""Mends the order only: theta is mapped too, silently where there are as many parameters as observations.

loses: scores-check::*, sandwich-se-check::*
hint: theta is shared: in_axes=(None, 0, 0)
source: M52
"""
# %% scores
def scores(loglik, theta, X, y):
    return jax.vmap(jax.grad(loglik))(theta, X, y)
