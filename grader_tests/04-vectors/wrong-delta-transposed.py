"""J transposed stands in front: right for the symmetric J of a sum and a difference.

loses: delta-method-se-check::test_ratio_and_product, delta-method-se-check::test_more_outputs_or_fewer
hint: the shapes do not fit
source: M36
"""
# %% delta-method-se
def delta_method_se(g, theta, cov):
    J = jax.jacobian(g)(theta)
    return jnp.sqrt(jnp.diagonal(J.T @ cov @ J))
