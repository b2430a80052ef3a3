"""g's values become NumPy numbers on the way.

loses: delta-method-se-check::*
hint: use jnp in place of np
source: M28, M57
"""
# %% delta-method-se
def delta_method_se(g, theta, cov):
    J = jax.jacobian(lambda t: jnp.array(np.asarray(g(t))))(theta)
    return jnp.sqrt(jnp.diagonal(J @ cov @ J.T))
