"""in_axes is a bare dict of argument names.

loses: scores-check::*, sandwich-se-check::*
hint: in_axes is a tuple with one entry for each argument
source: M44
"""
# %% scores
def scores(loglik, theta, X, y):
    return jax.vmap(jax.grad(loglik), in_axes={"theta": None, "X": 0, "y": 0})(theta, X, y)
