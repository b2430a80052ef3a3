"""The block is there, but the array in it stays float32.

loses: sum-of-squares-check::test_four_squares, sum-of-squares-check::test_wide_is_exact
hint: data included
source: M07; the lecture: float32 stays float32
"""
# %% sum-of-squares
def sum_of_squares(n):
    numbers = jax.device_put(jnp.arange(1.0, n + 1.0, dtype=jnp.float32), jax.devices("cpu")[0])
    with jax.enable_x64(True):
        return jnp.sum(numbers**2), jnp.sum(numbers**2)
