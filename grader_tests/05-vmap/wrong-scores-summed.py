"""The gradient of the summed log-likelihood: one row for all.

loses: scores-check::*, sandwich-se-check::*
hint: a row for each observation, not their sum
source: M21
"""
# %% scores
def scores(loglik, theta, X, y):
    return jax.grad(lambda theta: jax.vmap(loglik, in_axes=(None, 0, 0))(theta, X, y).sum())(theta)
