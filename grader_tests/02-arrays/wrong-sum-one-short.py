"""arange stops before its end: n itself is missing.

loses: sum-of-squares-check::test_four_squares, sum-of-squares-check::test_narrow_has_seven_digits,
    sum-of-squares-check::test_wide_is_exact
hint: arange stops before its end
source: off by one
"""
# %% sum-of-squares
def sum_of_squares(n):
    narrow = jnp.sum(jnp.arange(n, dtype=jnp.float32) ** 2)
    with jax.enable_x64(True):
        numbers = jax.device_put(jnp.arange(n, dtype=jnp.float64), jax.devices("cpu")[0])
        return narrow, jnp.sum(numbers**2)
