"""Keeps grad outside vmap, as it was found.

loses: scores-check::*, sandwich-se-check::*
hint: grad wants one number out
source: M51
"""
# %% scores
def scores(loglik, theta, X, y):
    return jax.grad(jax.vmap(loglik))(theta, X, y)
