"""Asks for float64 without switching it on, and gets float32.

loses: sum-of-squares-check::test_four_squares, sum-of-squares-check::test_wide_is_exact
hint: 64-bit is off here
source: M06
"""
# %% sum-of-squares
def sum_of_squares(n):
    narrow = jnp.sum(jnp.arange(1, n + 1, dtype=jnp.float32) ** 2)
    numbers = jax.device_put(jnp.arange(1, n + 1).astype("float64"), jax.devices("cpu")[0])
    return narrow, jnp.sum(numbers**2)
