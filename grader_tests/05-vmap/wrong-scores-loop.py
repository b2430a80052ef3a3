"""A loop over observations, as in the specification.

loses: scores-check::test_one_run_for_all_observations
hint: once for each observation: use jax.vmap
source: M54
"""
# %% scores
def scores(loglik, theta, X, y):
    return jnp.stack([jax.grad(loglik)(theta, X[i], y[i]) for i in range(len(y))])
