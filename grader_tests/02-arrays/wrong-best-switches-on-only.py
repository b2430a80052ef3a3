"""64 bits are switched on where asked for, and never off.

loses: best-step-check::test_precision_is_that_of_bits
hint: bits decides, not the caller
source: M07
"""
# %% best-step
import contextlib

def best_step(f, df, x, steps, bits):
    with jax.enable_x64(True) if bits == 64 else contextlib.nullcontext():
        x, steps = jnp.array(x), jnp.array(steps)
        errors = jnp.abs(central_diff(f, x, steps) - df(x))
        best = jnp.argmin(errors)
        return steps[best], errors[best]
