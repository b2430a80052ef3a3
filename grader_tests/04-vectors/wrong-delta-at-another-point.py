"""Differentiates at ones in place of the estimates: right for linear g.

loses: delta-method-se-check::test_ratio_and_product, delta-method-se-check::test_more_outputs_or_fewer
hint: one standard error for each entry of g
source: the point of the tangent forgotten
"""
# %% delta-method-se
def delta_method_se(g, theta, cov):
    J = jax.jacobian(g)(jnp.ones_like(theta))
    return jnp.sqrt(jnp.diagonal(J @ cov @ J.T))
