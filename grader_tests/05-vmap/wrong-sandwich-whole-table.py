"""Sums the log-likelihood of the whole table, which broadcasts for some forms of it.

loses: sandwich-se-check::test_white_for_a_line
hint: loglik takes one observation at a time
source: M10
"""
# %% sandwich-se
def sandwich_se(loglik, theta, X, y):
    S = scores(loglik, theta, X, y)
    bread = jnp.linalg.inv(jax.hessian(lambda theta: jnp.sum(loglik(theta, X, y)))(theta))
    return jnp.sqrt(jnp.diagonal(bread @ S.T @ S @ bread))
