"""Divides by the distance that the two points really have, which is more exact in float32.

source: Numerical Recipes, section on numerical derivatives
"""
# %% central-diff
def central_diff(f, x, h):
    above, below = x + h, x - h
    return (f(above) - f(below)) / (above - below)
# %% best-step
def best_step(f, df, x, steps, bits):
    with jax.enable_x64(bits == 64):
        x, steps = jnp.array(x), jnp.array(steps)
        errors = jnp.abs(central_diff(f, x, steps) - df(x))
        best = jnp.nanargmin(errors)
        return steps[best], errors[best]
