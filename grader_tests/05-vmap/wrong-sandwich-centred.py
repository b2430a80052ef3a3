"""Centres the scores, which matters away from the estimate.

loses: sandwich-se-check::test_white_for_a_line, sandwich-se-check::test_sandwich_for_a_logit
hint: the scores are not centred
source: a covariance for a sum of outer products
"""
# %% sandwich-se
def sandwich_se(loglik, theta, X, y):
    def total(theta):
        return jax.vmap(loglik, in_axes=(None, 0, 0))(theta, X, y).sum()

    S = scores(loglik, theta, X, y)
    bread = jnp.linalg.inv(jax.hessian(total)(theta))
    S = S - S.mean(axis=0)
    return jnp.sqrt(jnp.diagonal(bread @ S.T @ S @ bread))
