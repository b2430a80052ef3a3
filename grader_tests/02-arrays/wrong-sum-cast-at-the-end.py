"""The sum itself is cast to float64, when the digits are gone.

loses: sum-of-squares-check::test_wide_is_exact
hint: digits were lost before the sum
source: M07
"""
# %% sum-of-squares
def sum_of_squares(n):
    narrow = jnp.sum(jnp.arange(1, n + 1, dtype=jnp.float32) ** 2)
    with jax.enable_x64(True):
        return narrow, jax.device_put(narrow.astype(jnp.float64), jax.devices("cpu")[0])
