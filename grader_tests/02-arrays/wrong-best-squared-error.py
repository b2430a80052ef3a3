"""The square of the error in place of its size.

loses: best-step-check::test_least_error_in_size, best-step-check::test_precision_is_that_of_bits
hint: the error of that step, in size
source: own experience
"""
# %% best-step
def best_step(f, df, x, steps, bits):
    with jax.enable_x64(bits == 64):
        x, steps = jnp.array(x), jnp.array(steps)
        errors = (central_diff(f, x, steps) - df(x)) ** 2
        best = jnp.argmin(errors)
        return steps[best], errors[best]
