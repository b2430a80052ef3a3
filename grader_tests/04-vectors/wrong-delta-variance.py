"""Forgets the square root.

loses: delta-method-se-check::*
hint: that is the variance
source: the formula stops one step early
"""
# %% delta-method-se
def delta_method_se(g, theta, cov):
    J = jax.jacobian(g)(theta)
    return jnp.diagonal(J @ cov @ J.T)
