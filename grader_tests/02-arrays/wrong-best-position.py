"""The position of the best step in place of the step.

loses: best-step-check::*
hint: return (step, its error)
source: own experience
"""
# %% best-step
def best_step(f, df, x, steps, bits):
    with jax.enable_x64(bits == 64):
        x, steps = jnp.array(x), jnp.array(steps)
        errors = jnp.abs(central_diff(f, x, steps) - df(x))
        return jnp.argmin(errors), jnp.min(errors)
