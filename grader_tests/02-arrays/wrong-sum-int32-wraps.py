"""The numbers are int32, and their sum wraps round.

loses: sum-of-squares-check::test_narrow_has_seven_digits
hint: int32 wrapped round
source: M08
"""
# %% sum-of-squares
def sum_of_squares(n):
    narrow = jnp.sum(jnp.arange(1, n + 1) ** 2).astype(jnp.float32)
    with jax.enable_x64(True):
        numbers = jax.device_put(jnp.arange(1, n + 1, dtype=jnp.float64), jax.devices("cpu")[0])
        return narrow, jnp.sum(numbers**2)
