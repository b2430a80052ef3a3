"""Forgets the root.

loses: sandwich-se-check::*
hint: this is the variance: take the root
source: dropped step
"""
# %% sandwich-se
def sandwich_se(loglik, theta, X, y):
    def total(theta):
        return jax.vmap(loglik, in_axes=(None, 0, 0))(theta, X, y).sum()

    S = scores(loglik, theta, X, y)
    bread = jnp.linalg.inv(jax.hessian(total)(theta))
    return jnp.diagonal(bread @ S.T @ S @ bread)
