"""The root of the whole covariance matrix of g, entry by entry.

loses: delta-method-se-check::*
hint: one standard error for each entry of g
source: the diagonal forgotten
"""
# %% delta-method-se
def delta_method_se(g, theta, cov):
    J = jax.jacobian(g)(theta)
    return jnp.sqrt(jnp.abs(J @ cov @ J.T))
