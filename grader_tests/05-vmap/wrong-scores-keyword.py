"""Passes theta by keyword to the mapped function, which maps it over axis 0.

loses: scores-check::*, sandwich-se-check::*
hint: theta is shared: in_axes=(None, 0, 0)
source: M46
"""
# %% scores
def scores(loglik, theta, X, y):
    def score(x, y, theta):
        return jax.grad(loglik)(theta, x, y)

    return jax.vmap(score, in_axes=(0, 0))(X, y, theta=theta)
