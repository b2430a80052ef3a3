"""One slice of bread.

loses: sandwich-se-check::*
hint: the bread comes twice
source: dropped factor
"""
# %% sandwich-se
def sandwich_se(loglik, theta, X, y):
    def total(theta):
        return jax.vmap(loglik, in_axes=(None, 0, 0))(theta, X, y).sum()

    S = scores(loglik, theta, X, y)
    bread = jnp.linalg.inv(jax.hessian(total)(theta))
    return jnp.sqrt(jnp.diagonal(-bread @ S.T @ S))
