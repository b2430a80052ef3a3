"""Minus the inverse Hessian: the standard errors that trust the model.

loses: sandwich-se-check::*
hint: this is the classical standard error
source: HC0 against the information matrix
"""
# %% sandwich-se
def sandwich_se(loglik, theta, X, y):
    def total(theta):
        return jax.vmap(loglik, in_axes=(None, 0, 0))(theta, X, y).sum()

    S = scores(loglik, theta, X, y)
    bread = jnp.linalg.inv(jax.hessian(total)(theta))
    return jnp.sqrt(jnp.diagonal(-bread))
