"""grad of a g with several outputs raises.

loses: delta-method-se-check::*
hint: grad wants one number out
source: M19
"""
# %% delta-method-se
def delta_method_se(g, theta, cov):
    J = jax.grad(g)(theta)
    return jnp.sqrt(J @ cov @ J)
