"""in_axes has two entries for three arguments.

loses: scores-check::*, sandwich-se-check::*
hint: in_axes is a tuple with one entry for each argument
source: M45
"""
# %% scores
def scores(loglik, theta, X, y):
    return jax.vmap(jax.grad(loglik), in_axes=(None, 0))(theta, X, y)
