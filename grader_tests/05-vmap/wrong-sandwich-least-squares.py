"""X'X for the Hessian, which is that of least squares only.

loses: sandwich-se-check::test_sandwich_for_a_logit
hint: H is the Hessian of the log-likelihood
source: the formula of one model for all
"""
# %% sandwich-se
def sandwich_se(loglik, theta, X, y):
    def total(theta):
        return jax.vmap(loglik, in_axes=(None, 0, 0))(theta, X, y).sum()

    S = scores(loglik, theta, X, y)
    bread = jnp.linalg.inv(jax.hessian(total)(theta))
    bread = jnp.linalg.inv(X.T @ X)
    return jnp.sqrt(jnp.diagonal(bread @ S.T @ S @ bread))
