"""Switches 64 bits on for the rest of the notebook.

loses: sum-of-squares-check::test_64_bits_are_left_as_they_were
hint: which puts the flag back
source: M07
"""
# %% sum-of-squares
def sum_of_squares(n):
    narrow = jnp.sum(jnp.arange(1, n + 1, dtype=jnp.float32) ** 2)
    jax.config.update("jax_enable_x64", True)
    numbers = jax.device_put(jnp.arange(1, n + 1, dtype=jnp.float64), jax.devices("cpu")[0])
    return narrow, jnp.sum(numbers**2)
# %% new after summary
jax.config.update("jax_enable_x64", False)  # for whoever runs in this kernel next
