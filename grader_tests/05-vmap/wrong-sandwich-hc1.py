"""Corrects for few observations, as some packages do by default.

loses: sandwich-se-check::*
hint: no correction for few observations is asked for
source: HC1 against HC0
"""
# %% sandwich-se
def sandwich_se(loglik, theta, X, y):
    def total(theta):
        return jax.vmap(loglik, in_axes=(None, 0, 0))(theta, X, y).sum()

    S = scores(loglik, theta, X, y)
    bread = jnp.linalg.inv(jax.hessian(total)(theta))
    n, k = X.shape
    return jnp.sqrt(jnp.diagonal(bread @ S.T @ S @ bread) * n / (n - k))
