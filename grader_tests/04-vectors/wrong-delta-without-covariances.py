"""Adds variances as if the estimates were independent.

loses: delta-method-se-check::*
hint: the covariances are left out
source: the commonest slip by hand
"""
# %% delta-method-se
def delta_method_se(g, theta, cov):
    J = jax.jacobian(g)(theta)
    return jnp.sqrt(J**2 @ jnp.diagonal(cov))
