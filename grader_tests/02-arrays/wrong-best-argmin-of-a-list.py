"""A list of errors is handed to jnp.argmin.

loses: best-step-check::*
hint: that is a Python list or tuple
source: M09
"""
# %% best-step
def best_step(f, df, x, steps, bits):
    with jax.enable_x64(bits == 64):
        errors = [jnp.abs(central_diff(f, jnp.array(x), h) - df(jnp.array(x))) for h in steps]
        best = jnp.argmin(errors)
        return jnp.array(steps)[best], errors[best]
