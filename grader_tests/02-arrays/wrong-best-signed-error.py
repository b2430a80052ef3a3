"""The least error with its sign, not in size.

loses: best-step-check::*
hint: take the error in size
source: own experience
"""
# %% best-step
def best_step(f, df, x, steps, bits):
    with jax.enable_x64(bits == 64):
        x, steps = jnp.array(x), jnp.array(steps)
        errors = central_diff(f, x, steps) - df(x)
        best = jnp.argmin(errors)
        return steps[best], errors[best]
