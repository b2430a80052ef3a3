"""The Hessian of the mean log-likelihood with the sum of the outer products.

loses: sandwich-se-check::*
hint: H is that of the sum, not of the mean
source: M31
"""
# %% sandwich-se
def sandwich_se(loglik, theta, X, y):
    def total(theta):
        return jax.vmap(loglik, in_axes=(None, 0, 0))(theta, X, y).sum()

    S = scores(loglik, theta, X, y)
    bread = jnp.linalg.inv(jax.hessian(total)(theta))
    bread = bread * len(y)
    return jnp.sqrt(jnp.diagonal(bread @ S.T @ S @ bread))
