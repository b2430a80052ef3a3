"""The smallest step is taken for the best.

loses: best-step-check::*
hint: the smallest step is not the best
source: M12
"""
# %% best-step
def best_step(f, df, x, steps, bits):
    with jax.enable_x64(bits == 64):
        x, step = jnp.array(x), jnp.array(min(steps))
        return step, jnp.abs(central_diff(f, x, step) - df(x))
