"""The steps are made outside, and cast inside: their digits are gone.

loses: best-step-check::test_least_error_in_size
hint: make x and steps inside
source: M07
"""
# %% best-step
def best_step(f, df, x, steps, bits):
    steps = jnp.array(steps)
    with jax.enable_x64(bits == 64):
        x, steps = jnp.array(x), steps.astype(float)
        errors = jnp.abs(central_diff(f, x, steps) - df(x))
        best = jnp.argmin(errors)
        return steps[best], errors[best]
