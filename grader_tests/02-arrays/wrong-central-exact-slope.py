"""The derivative itself, by jax.grad.

loses: central-diff-check::test_cube_at_two, central-diff-check::test_arrays_of_points_and_steps, best-step-check::*
hint: that is the derivative itself
source: own experience
"""
# %% central-diff
def central_diff(f, x, h):
    x, h = jnp.broadcast_arrays(jnp.asarray(x, dtype=float), h)
    return jax.grad(lambda x: jnp.sum(f(x)))(x)
