"""x and the steps are made before the block, in the caller's precision.

loses: best-step-check::test_least_error_in_size, best-step-check::test_precision_is_that_of_bits
hint: make x and steps inside
source: M07
"""
# %% best-step
def best_step(f, df, x, steps, bits):
    x, steps = jnp.array(x), jnp.array(steps)
    with jax.enable_x64(bits == 64):
        errors = jnp.abs(central_diff(f, x, steps) - df(x))
        best = jnp.argmin(errors)
        return steps[best], errors[best]
