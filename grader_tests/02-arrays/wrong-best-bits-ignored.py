"""The caller's precision, whatever bits says.

loses: best-step-check::test_least_error_in_size, best-step-check::test_precision_is_that_of_bits
hint: bits decides, not the caller
source: M06
"""
# %% best-step
def best_step(f, df, x, steps, bits):
    x, steps = jnp.array(x), jnp.array(steps)
    errors = jnp.abs(central_diff(f, x, steps) - df(x))
    best = jnp.argmin(errors)
    return steps[best], errors[best]
